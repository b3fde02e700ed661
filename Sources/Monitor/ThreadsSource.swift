// Looks at the threads of processes that have more than one: a thread may be in other namespaces than its process
// (unshare(2), setns(2)), and outlives a first thread that ended.

internal import Linux
internal import Namespaces
internal import ProcFS

/// The threads that are elsewhere than their processes.
struct ThreadsSource: Sendable {
    private var links = NamespaceLinks()
    private var threadIDs: [Int32] = []
    private var listing = [UInt8](repeating: 0, count: 8 * 1024)
    private(set) var report = SourceReport(name: .threads)
    /// What this round has taken so far.
    private(set) var seconds = 0.0

    mutating func begin() {
        seconds = 0
    }

    /// The round is over.
    mutating func end() {
        report.seconds = seconds
        report.succeeded = true
    }

    mutating func fail() {
        report.succeeded = false
    }

    /// How many threads are read between two looks at the clock.
    private static let clockInterval = 256

    /// Looks at the other threads of a process whose first thread is in `leader`.
    /// - Throws: also at the deadline, looked at each 256 threads.
    mutating func look(
        _ processID: Int32, _ leader: ProcessNamespaces, _ inventory: inout Inventory, below proc: borrowing Directory,
        until deadline: Clock.Moment
    ) throws(SystemError) {
        let start = Clock.monotonic
        defer { seconds += Clock.monotonic.seconds(since: start) }
        let holdings: [Holding]
        do throws(Errno) {
            holdings = try read(processID, leader, below: proc, until: deadline)
        } catch {
            switch error {
            // It ended meanwhile, or may be counted only; the next listing, and the count of those unreadable, tell.
            case .noEntry, .noProcess, .accessDenied, .notPermitted: return
            default: throw SystemError("read", "the threads of process \(processID)", error)
            }
        }
        inventory.replace(.threads(of: processID), with: holdings)
    }

    private mutating func read(
        _ processID: Int32, _ leader: ProcessNamespaces, below proc: borrowing Directory, until deadline: Clock.Moment
    ) throws(Errno) -> [Holding] {
        guard try TaskFolder.count(processID, below: proc) > 1 else { return [] }
        let folder = try TaskFolder.open(processID, below: proc)
        threadIDs.removeAll(keepingCapacity: true)
        try TaskFolder.list(folder, into: &threadIDs, buffer: &listing)
        var holdings: [Holding] = []
        for (index, threadID) in threadIDs.enumerated() where threadID != processID {
            if index % Self.clockInterval == Self.clockInterval - 1, Clock.monotonic > deadline { throw .timedOut }
            switch links.read(threadID, below: folder) {
            case .namespaces(let namespaces): append(threadID, processID, namespaces, leader, &holdings)
            case .failed(let reason): throw reason
            // A thread that ended, or that is no more readable than its process.
            case .zombie, .gone, .unreadable: break
            }
        }
        return holdings
    }

    private func append(
        _ threadID: Int32, _ processID: Int32, _ namespaces: ProcessNamespaces, _ leader: ProcessNamespaces,
        _ holdings: inout [Holding]
    ) {
        if namespaces == leader { return }
        for link in NamespaceLink.allCases where namespaces[link] != 0 && namespaces[link] != leader[link] {
            let holding = Holding(NamespaceID(link.type, namespaces[link]), .thread(threadID, of: processID))
            // pid and pid_for_children may be one.
            if holdings.last != holding { holdings.append(holding) }
        }
    }
}
