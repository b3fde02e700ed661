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

    /// Mount namespaces that are held by mounts in each other; deeper ones are for nobody's use.
    private static let maximumDepth = 8

    private let features: KernelFeatures
    private let visitor = MountNamespaceVisitor()
    private var list = MountList()
    private var tables = MountInfoReader()
    /// Mount namespaces that this round has yet to look at, and those that it has looked at or will.
    private var queue: [NamespaceID] = []
    private var seen: Set<NamespaceID> = []
    private var isBlind = false
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
    mutating func begin(
        _ inventory: inout Inventory, _ hierarchy: inout HierarchySource, until deadline: Clock.Moment
    ) throws(SystemError) {
        let start = Clock.monotonic
        defer { seconds = Clock.monotonic.seconds(since: start) }
        isBlind = !features.contains(.mountWalk)
        fullest = 0
        seen = []
        if features.contains(.mountWalk) { try walk(&inventory, hierarchy, until: deadline) }
        queue = []
        enqueueKnown(inventory)
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

    private mutating func enqueueKnown(_ inventory: borrowing Inventory) {
        for namespace in inventory.known(.mnt).sorted(by: >) where seen.insert(namespace).inserted {
            queue.append(namespace)
        }
    }

    /// Looks at the next mount namespace.
    mutating func step(
        _ inventory: inout Inventory, _ hierarchy: inout HierarchySource, below proc: borrowing Directory,
        until deadline: Clock.Moment
    ) throws(SystemError) {
        let start = Clock.monotonic
        defer { seconds += Clock.monotonic.seconds(since: start) }
        guard let namespace = queue.last else { return }
        if Clock.monotonic > deadline { throw SystemError("read", "the mounts of \(namespace)", .timedOut) }
        queue.removeLast()
        guard inventory.knows(namespace) else { return }
        if let reading = read(namespace, inventory, below: proc, until: deadline) {
            fullest = max(fullest, reading.count)
            let holdings = reading.mounts.map {
                Holding($0.namespace, .mount(path: $0.path, in: namespace.inode))
            }
            inventory.replace(.mounts(in: namespace.inode), with: holdings)
            examine(namespace, holdings, &inventory, &hierarchy, below: proc)
            enqueueKnown(inventory)
        } else if inventory.knows(namespace) {
            isBlind = true
        }
    }

    /// The round is over.
    mutating func end() {
        report.seconds = seconds
        report.succeeded = true
        isEverywhere = !isBlind
        fullestMounts = fullest > 0 ? fullest : nil
    }

    mutating func fail() {
        queue = []
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
        if let witness = inventory.witnesses(of: { $0 == namespace })[namespace]?.first,
            let table = try? tables.read(witness.processID, below: proc, until: deadline), table.isComplete
        {
            return Reading(mounts: table.namespaces, count: table.count)
        }
        let table = visit(namespace, inventory, below: proc) { Self.readOwn(until: deadline) }
        return table.flatMap(\.self).map { Reading(mounts: $0.namespaces, count: $0.count) }
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
