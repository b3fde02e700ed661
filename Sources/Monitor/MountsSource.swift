// Looks at the mounts of every mount namespace for namespaces that are mounted on files, which keeps them alive without
// any process. To closure: a mount namespace that is found by being mounted is looked at in its turn.
//
// Nothing here goes through /proc/PID/root, and no path is opened that leads over a file system whose server may be
// dead. What must be opened in another mount namespace is opened by a thread that goes there and may be left behind.

internal import Linux
internal import Namespaces
internal import NSFS
internal import ProcFS

/// The mounts of namespaces, everywhere.
struct MountsSource: Sendable {
    /// Mount namespaces that are walked over at the most: more than the kernel's default limit allows.
    private static let maximumNamespaces = 200_000
    /// To enter another mount namespace and open what is mounted there.
    private static let visitMilliseconds: Int32 = 1_000

    /// Processes of a mount namespace whose tables are compared: one in a chroot(2) folder sees a part of the mounts.
    private static let maximumWitnesses = 4

    /// Mount namespaces that are held by mounts in each other; deeper ones are for nobody's use.
    private static let maximumDepth = 8

    private let features: KernelFeatures
    private let visitor = MountNamespaceVisitor()
    private var list = MountList()
    private var tables = MountInfoReader()
    /// Mount namespaces that this round has yet to look at, and those that it has looked at or will.
    private var queue: [NamespaceID] = []
    private var seen: Set<NamespaceID> = []
    private var witnesses: [NamespaceID: [Int32]] = [:]
    /// One that the deadline came upon: it is tried once more, with more time.
    private var late: NamespaceID?
    private var isBlind = false
    private var hasFailed = false
    private var fullest = 0
    private(set) var report = SourceReport(name: .mounts)
    private var seconds = 0.0

    /// Whether the last round read every mount namespace that is known to be there.
    private(set) var isEverywhere = false
    /// Mounts in the fullest mount namespace of the last round; nil before.
    private(set) var fullestMounts: Int?

    init(_ features: KernelFeatures) {
        self.features = features
    }

    /// Whether a round has mount namespaces left.
    var isRunning: Bool { !queue.isEmpty }

    /// Begins a round over the mount namespaces that are known, and, where the kernel lets us, over all.
    /// - Throws: why not all could be found; those that are known are looked at nevertheless.
    mutating func begin(
        _ inventory: inout Inventory, _ hierarchy: inout HierarchySource, until deadline: Clock.Moment
    ) throws(SystemError) {
        let start = Clock.monotonic
        isBlind = !features.contains(.mountWalk)
        hasFailed = false
        late = nil
        fullest = 0
        seen = []
        queue = []
        defer {
            witnesses = inventory.mountWitnesses(limit: Self.maximumWitnesses)
            enqueueKnown(inventory)
            seconds = Clock.monotonic.seconds(since: start)
        }
        guard features.contains(.mountWalk) else { return }
        do throws(SystemError) {
            try walk(&inventory, hierarchy, until: deadline)
        } catch {
            isBlind = true
            hasFailed = true
            throw error
        }
    }

    private mutating func walk(
        _ inventory: inout Inventory, _ hierarchy: HierarchySource, until deadline: Clock.Moment
    ) throws(SystemError) {
        var most = 0
        let ending = try telling("walk over", "the mount namespaces") { () throws(Errno) in
            let home = try OpenNamespace(path: "/proc/thread-self/ns/mnt")
            return try MountNamespaceWalk.run(from: home, atMost: Self.maximumNamespaces, until: deadline) {
                found, open in
                let namespace = NamespaceID(.mnt, found.inode)
                most = max(most, found.mounts)
                inventory.meet(namespace)
                hierarchy.learn(open, namespace, &inventory)
            }
        }
        fullest = max(fullest, most)
        guard ending != .late else {
            throw SystemError("walk over", "the mount namespaces", .timedOut)
        }
        if ending == .tooMany { isBlind = true }
    }

    /// Adds those that became known since.
    mutating func enqueueKnown(_ inventory: borrowing Inventory) {
        for namespace in inventory.known(.mnt).sorted(by: >) where seen.insert(namespace).inserted {
            queue.append(namespace)
        }
    }

    /// Looks at the next mount namespace.
    mutating func step(
        _ inventory: inout Inventory, _ hierarchy: inout HierarchySource, below proc: borrowing Directory,
        until deadline: Clock.Moment
    ) {
        let start = Clock.monotonic
        defer { seconds += Clock.monotonic.seconds(since: start) }
        guard let namespace = queue.popLast(), inventory.knows(namespace) else { return }
        if let reading = read(namespace, inventory, below: proc, until: deadline) {
            fullest = max(fullest, reading.count)
            let holdings = reading.mounts.map {
                Holding($0.namespace, .mount(path: $0.path, in: namespace.inode))
            }
            inventory.replace(.mounts(in: namespace.inode), with: holdings)
            examine(namespace, holdings, &inventory, &hierarchy, below: proc)
            enqueueKnown(inventory)
        } else if Clock.monotonic > deadline, late != namespace {
            late = namespace
            queue.append(namespace)
        } else {
            isBlind = true
        }
    }

    /// The round is over.
    mutating func end() {
        report.seconds = seconds
        report.succeeded = !hasFailed
        witnesses = [:]
        isEverywhere = !isBlind
        fullestMounts = fullest > 0 ? fullest : nil
    }

    /// The time is over: the rest is for the next time.
    mutating func fail() {
        report.succeeded = false
        isEverywhere = false
    }

    func stop() {
        _ = visitor.stop(milliseconds: 0)
    }
}

/// Reading, by the best way there is.
extension MountsSource {
    /// The namespaces mounted in a mount namespace.
    private struct Reading: Sendable {
        var mounts: [NamespaceMount] = []
        /// All mounts; 0 where they were counted otherwise.
        var count = 0
    }

    private mutating func read(
        _ namespace: NamespaceID, _ inventory: borrowing Inventory, below proc: borrowing Directory,
        until deadline: Clock.Moment
    ) -> Reading? {
        if features.contains(.mountList), features.contains(.mountWalk), let id = inventory.facts(of: namespace)?.id {
            var mounts: [NamespaceMount] = []
            if (try? list.appendNamespaces(mountedIn: id, until: deadline, to: &mounts)) == true {
                return Reading(mounts: mounts)
            }
        }
        let table =
            readFromWitnesses(namespace, below: proc, until: deadline)
            ?? visit(namespace, inventory, below: proc) { Self.readOwn(until: deadline) }.flatMap(\.self)
        return table.map { Reading(mounts: $0.namespaces, count: $0.count) }
    }

    /// The largest table that processes in the mount namespace see; nil where none sees it from the root folder.
    private mutating func readFromWitnesses(
        _ namespace: NamespaceID, below proc: borrowing Directory, until deadline: Clock.Moment
    ) -> MountInfo? {
        var largest: MountInfo?
        for processID in witnesses[namespace] ?? [] {
            guard let table = try? tables.read(processID, below: proc, until: deadline), table.isComplete, table.hasRoot
            else { continue }
            if table.count > largest?.count ?? 0 { largest = table }
        }
        return largest
    }

    /// The mounts of the mount namespace that the calling thread is in.
    private static func readOwn(until deadline: Clock.Moment) -> MountInfo? {
        guard let proc = try? Directory(path: "/proc") else { return nil }
        var tables = MountInfoReader()
        let table = try? tables.read(RelativePath("thread-self/mountinfo"), below: proc, until: deadline)
        return table?.isComplete == true ? table : nil
    }

    /// Does something in a mount namespace; nil where it cannot be entered.
    private func visit<Result: Sendable>(
        _ namespace: NamespaceID, _ inventory: borrowing Inventory, below proc: borrowing Directory,
        _ body: @escaping @Sendable () -> Result
    ) -> Result? {
        guard let open = open(namespace, inventory, below: proc),
            case .done(let result) = visitor.visit(open, milliseconds: Self.visitMilliseconds, body)
        else { return nil }
        return result
    }

    /// Opens a mount namespace by any way that there is: where it is mounted, if need be.
    /// - Parameter depth: how many mount namespaces were entered to find it: each is mounted only in an older one.
    private func open(
        _ namespace: NamespaceID, _ inventory: borrowing Inventory, below proc: borrowing Directory, depth: Int = 0
    ) -> OpenNamespace? {
        if let open = NamespaceDoor.open(namespace, inventory, below: proc) { return open }
        guard depth < Self.maximumDepth else { return nil }
        for holding in inventory.holdings(of: { $0 == namespace }) {
            guard case .mount(_, let inode) = holding.holder,
                let there = open(NamespaceID(.mnt, inode), inventory, below: proc, depth: depth + 1),
                case .done(let handovers) = visitor.visit(
                    there, milliseconds: Self.visitMilliseconds, { Self.open([holding]) }),
                let taken = handovers.first?.take(), let open = taken
            else { continue }
            return open
        }
        return nil
    }

    /// Asks those that were not asked yet, by opening them where they are mounted.
    private func examine(
        _ mountNamespace: NamespaceID, _ holdings: [Holding], _ inventory: inout Inventory,
        _ hierarchy: inout HierarchySource, below proc: borrowing Directory
    ) {
        let unknown = holdings.filter { inventory.facts(of: $0.namespace) == nil }
        if unknown.isEmpty { return }
        let opened = visit(mountNamespace, inventory, below: proc) { Self.open(unknown) } ?? []
        for (holding, handover) in zip(unknown, opened) {
            guard let taken = handover.take(), let open = taken else { continue }
            hierarchy.learn(open, holding.namespace, &inventory)
        }
    }

    /// Runs in the mount namespace where these are mounted.
    private static func open(_ holdings: [Holding]) -> [Handover<OpenNamespace?>] {
        let deadline = Clock.monotonic.adding(milliseconds: Int64(visitMilliseconds))
        guard let table = readOwn(until: deadline) else { return [] }
        return holdings.map { holding in
            let isSafe = table.namespaces.contains { mount in
                holding == Holding(mount.namespace, .mount(path: mount.path, in: Self.inode(holding)))
                    && table.isSafeToResolve(mount)
            }
            guard isSafe, case .mount(let path, _) = holding.holder else { return Handover(nil) }
            return Handover(try? OpenNamespace(resolving: path))
        }
    }

    private static func inode(_ holding: Holding) -> UInt32 {
        guard case .mount(_, let inode) = holding.holder else { return 0 }
        return inode
    }
}
