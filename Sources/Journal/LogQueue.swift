// The line between those who log and the thread that writes. It is bounded: who logs never waits, and what does not fit
// is counted.

internal import Linux
internal import Synchronization

/// A bounded queue of entries, and the counts of what became of them.
final class LogQueue: Sendable {
    /// Some 2 MiB at the worst: a minute of events at any rate that journald itself accepts.
    private static let capacity = 4_096
    /// Entries a batch: between batches the journal is looked for anew.
    private static let batch = 64

    private struct State {
        var entries: [LogEntry] = []
        var counts = JournalCounts()
        var isStopping = false
    }

    private let state = Mutex(State())
    private let wakeup: Wakeup

    init() throws(SystemError) {
        wakeup = try Wakeup()
    }

    var counts: JournalCounts { state.withLock { $0.counts } }

    func put(_ entry: LogEntry) {
        let isTaken = state.withLock { state in
            guard state.entries.count < Self.capacity, !state.isStopping else {
                state.counts.suppressed += 1
                return false
            }
            state.entries.append(entry)
            return true
        }
        if isTaken { wakeup.ring() }
    }

    /// Waits for entries; nil when the queue was stopped and nothing is left.
    func take() -> [LogEntry]? {
        while true {
            let (batch, isStopping): ([LogEntry], Bool) = state.withLock { state in
                let batch = Array(state.entries.prefix(Self.batch))
                state.entries.removeFirst(batch.count)
                return (batch, state.isStopping)
            }
            if !batch.isEmpty { return batch }
            if isStopping { return nil }
            _ = wakeup.wait(milliseconds: -1)
            wakeup.silence()
        }
    }

    func count(_ change: @Sendable (inout JournalCounts) -> Void) {
        state.withLock { change(&$0.counts) }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        wakeup.ring()
    }
}
