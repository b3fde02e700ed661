// The thread that writes entries: to the journal where there is one, else to standard error. It alone may block in
// libsystemd (a journal socket that nobody reads blocks for ever); nobody waits for it longer than they choose to.

internal import CSystemd
package import Linux

/// A running writer.
package final class JournalWriter: Sendable {
    let queue: LogQueue
    private let thread: Thread

    /// - Parameters:
    ///   - identifier: SYSLOG_IDENTIFIER.
    ///   - format: how entries look on standard error.
    package init(identifier: String, format: LogFormat) throws(SystemError) {
        let queue = try LogQueue()
        self.queue = queue
        // A person at the terminal sees what happens even where the journal has it too.
        let echoes = StandardStream.error.isTerminal
        thread = try Thread(name: "nse-journal") {
            while let batch = queue.take() {
                Self.write(batch, to: queue, identifier: identifier, format: format, echoes: echoes)
            }
        }
    }

    package var counts: JournalCounts { queue.counts }

    /// Writes what is left, and waits for that at most `milliseconds`.
    package func stop(milliseconds: Int32) -> Bool {
        queue.stop()
        return thread.wait(milliseconds: milliseconds)
    }

    private static func write(
        _ batch: [LogEntry], to queue: LogQueue, identifier: String, format: LogFormat, echoes: Bool
    ) {
        // sd_journal_sendv answers 0 where there is no journal at all: only a connect tells.
        let hasJournal = Sockets.receivesDatagrams(unixPath: "/run/systemd/journal/socket")
        for entry in batch {
            let isTaken = hasJournal && send(JournalFields(entry, identifier: identifier))
            if isTaken {
                queue.count { $0.entries += 1 }
            } else if hasJournal {
                queue.count { $0.failures += 1 }
            }
            // Where standard error is gone too, nobody is left to be told.
            if !isTaken || echoes { try? StandardStream.error.write(format.line(entry)) }
        }
    }

    private static func send(_ fields: JournalFields) -> Bool {
        var bytes = fields.bytes
        return unsafe bytes.withUnsafeMutableBytes { all in
            guard let start = all.baseAddress else { return false }
            let vectors = unsafe fields.ranges.map { range in
                unsafe iovec(iov_base: start + range.lowerBound, iov_len: range.count)
            }
            return unsafe sd_journal_sendv(vectors, Int32(vectors.count)) == 0
        }
    }
}
