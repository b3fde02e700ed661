// Looks at every process, a slice at a time, and tells the Inventory what each is in.
//
// A process that vanished or may not be read is nothing unusual. Any other refusal (no descriptor left, no memory)
// spoils the round: what was not looked at must not be taken for gone.

internal import Linux
internal import Namespaces
internal import ProcFS

/// A round over all processes.
struct ProcessesSource: ~Copyable, Sendable {
    /// Looks at newcomers before a round ends in doubt: processes that fork and exit faster than this are met again in
    /// the next round.
    private static let maximumPasses = 5

    let proc: ProcRoot
    private var links = NamespaceLinks()
    private var listing = ProcRoot.listingBuffer()
    private var processIDs: [Int32] = []
    private var next = 0
    /// Listings after the first, of those who came during the round.
    private var passes = 0
    private(set) var report = SourceReport(name: .processes)
    private var seconds = 0.0

    init(proc: consuming ProcRoot) {
        self.proc = proc
    }

    /// Lists the processes and begins a round.
    mutating func begin(_ inventory: inout Inventory) throws(SystemError) {
        next = 0
        passes = 0
        seconds = 0
        let start = Clock.monotonic
        do throws(SystemError) {
            try proc.list(into: &processIDs, buffer: &listing)
        } catch {
            report.succeeded = false
            throw error
        }
        inventory.beginRound()
        seconds = Clock.monotonic.seconds(since: start)
    }

    /// Looks at the next `count` processes.
    /// - Returns: whether the round is over.
    mutating func step(_ count: Int, _ inventory: inout Inventory) throws(SystemError) -> Bool {
        let start = Clock.monotonic
        let isOver = try walk(count, &inventory)
        seconds += Clock.monotonic.seconds(since: start)
        guard isOver else { return false }
        report.seconds = seconds
        report.succeeded = true
        return true
    }

    private mutating func walk(_ count: Int, _ inventory: inout Inventory) throws(SystemError) -> Bool {
        let end = min(processIDs.count, next + count)
        while next < end {
            try observe(processIDs[next], &inventory)
            next += 1
        }
        guard next == processIDs.count else { return false }
        let isInDoubt = inventory.forgetUnmet()
        if isInDoubt, passes < Self.maximumPasses, try listNewcomers(inventory) { return false }
        // The last pass of all still brought newcomers: only the next round can tell who is gone.
        inventory.completeRound(isConclusive: !isInDoubt || processIDs.isEmpty)
        return true
    }

    /// Lists the processes that this round has not met yet; false when there are none.
    private mutating func listNewcomers(_ inventory: borrowing Inventory) throws(SystemError) -> Bool {
        passes += 1
        do throws(SystemError) {
            try proc.list(into: &processIDs, buffer: &listing)
        } catch {
            report.succeeded = false
            throw error
        }
        processIDs.removeAll(where: inventory.hasMet)
        next = 0
        return !processIDs.isEmpty
    }

    private func hasThreads(_ processID: Int32) -> Bool {
        guard let stat = try? ProcessStat.read(processID, below: proc.directory) else { return false }
        return stat.threads > 1
    }

    /// The one way in: one look at one process, all of its links or none.
    private mutating func observe(_ processID: Int32, _ inventory: inout Inventory) throws(SystemError) {
        switch links.read(processID, below: proc.directory) {
        case .namespaces(let namespaces): inventory.observe(processID, namespaces)
        case .zombie(let rest):
            // A leader that ended while other threads run: they are still where it was.
            if inventory.knowsMore(of: processID, than: rest), hasThreads(processID) {
                inventory.keep(processID)
            } else {
                inventory.observe(processID, rest)
            }
        case .unreadable: inventory.observeUnreadable(processID)
        case .gone: break
        case .failed(let reason):
            report.succeeded = false
            throw SystemError("read", "\(proc.path)/\(processID)/ns", reason)
        }
    }
}
