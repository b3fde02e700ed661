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
    private var threads: ThreadsSource?
    private var links = NamespaceLinks()
    private var listing = ProcRoot.listingBuffer()
    private(set) var processIDs: [Int32] = []
    private var next = 0
    /// Listings after the first, of those who came during the round.
    private var passes = 0
    private var report = SourceReport(name: .processes)
    private var seconds = 0.0
    /// Whether the last round met everybody who came while it ran.
    private(set) var isConclusive = false

    init(proc: consuming ProcRoot, looksAtThreads: Bool) {
        self.proc = proc
        threads = looksAtThreads ? ThreadsSource() : nil
    }

    var reports: [SourceReport] { [report] + (threads.map { [$0.report] } ?? []) }

    /// Lists the processes and begins a round.
    mutating func begin(_ inventory: inout Inventory) throws(SystemError) {
        next = 0
        passes = 0
        seconds = 0
        threads?.begin()
        let start = Clock.monotonic
        try list()
        inventory.beginRound()
        seconds = Clock.monotonic.seconds(since: start)
    }

    private mutating func list() throws(SystemError) {
        do throws(SystemError) {
            try proc.list(into: &processIDs, buffer: &listing)
        } catch {
            fail()
            throw error
        }
    }

    /// The round was cut short.
    mutating func fail() {
        report.succeeded = false
        threads?.fail()
    }

    /// Looks at the next `count` processes.
    /// - Parameter deadline: when to give up a process with very many threads.
    /// - Returns: whether the round is over.
    mutating func step(
        _ count: Int, _ inventory: inout Inventory, _ hierarchy: inout HierarchySource, until deadline: Clock.Moment
    ) throws(SystemError) -> Bool {
        let start = Clock.monotonic
        let isOver = try walk(count, &inventory, &hierarchy, deadline)
        seconds += Clock.monotonic.seconds(since: start)
        guard isOver else { return false }
        report.seconds = seconds - (threads?.seconds ?? 0)
        report.succeeded = true
        threads?.end()
        return true
    }

    private mutating func walk(
        _ count: Int, _ inventory: inout Inventory, _ hierarchy: inout HierarchySource, _ deadline: Clock.Moment
    ) throws(SystemError) -> Bool {
        let end = min(processIDs.count, next + count)
        while next < end {
            try observe(processIDs[next], &inventory, deadline)
            hierarchy.examineNewcomers(&inventory, below: proc.directory)
            next += 1
        }
        guard next == processIDs.count else { return false }
        let isInDoubt = inventory.forgetUnmet()
        if isInDoubt, passes < Self.maximumPasses, try listNewcomers(inventory) { return false }
        // The last pass of all still brought newcomers: only the next round can tell who is gone.
        isConclusive = !isInDoubt || processIDs.isEmpty
        return true
    }

    /// Lists the processes that this round has not met yet; false when there are none.
    private mutating func listNewcomers(_ inventory: borrowing Inventory) throws(SystemError) -> Bool {
        passes += 1
        try list()
        processIDs.removeAll(where: inventory.hasMet)
        next = 0
        return !processIDs.isEmpty
    }

    /// The one way in: one look at one process and its threads, all of its links or none.
    private mutating func observe(
        _ processID: Int32, _ inventory: inout Inventory, _ deadline: Clock.Moment
    ) throws(SystemError) {
        switch links.read(processID, below: proc.directory) {
        case .namespaces(let namespaces), .zombie(let namespaces):
            // Of a first thread that ended user and pid are left; other threads may still be where it was.
            try look(processID, namespaces, &inventory, deadline)
            inventory.observe(processID, namespaces)
        case .unreadable: inventory.observeUnreadable(processID)
        case .gone: break
        case .failed(let reason):
            fail()
            throw SystemError("read", "\(proc.path)/\(processID)/ns", reason)
        }
    }

    private mutating func look(
        _ processID: Int32, _ namespaces: ProcessNamespaces, _ inventory: inout Inventory, _ deadline: Clock.Moment
    ) throws(SystemError) {
        do throws(SystemError) {
            try threads?.look(processID, namespaces, &inventory, below: proc.directory, until: deadline)
        } catch {
            fail()
            throw error
        }
    }
}
