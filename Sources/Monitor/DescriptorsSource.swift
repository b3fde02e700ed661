// Looks at every descriptor of every process: those on namespaces, and sockets, each of which holds the network
// namespace that it was made in. Dear, so it is done in parts: a round over all processes is spread over several calls,
// unless somebody wants it at once.
//
// A socket can only be asked by way of a copy of its descriptor, which is closed at once: it would keep the namespace
// alive.

internal import Linux
internal import Namespaces
internal import NSFS
internal import ProcFS

/// The sources `fds` and `sockets`, which share one walk; what `inotify` reads is found on it too.
struct DescriptorsSource: Sendable {
    private let enabled: Set<SourceName>
    private let features: KernelFeatures
    private var folder: DescriptorFolder
    /// Processes that this round has yet to look at, last one first.
    private var queue: [Int32] = []
    private var sockets: [Int32] = []
    /// Those that were opened where a namespace is mounted, most likely.
    private var mounted: [(number: Int32, inode: UInt32)] = []
    /// Those of the process that is being looked at.
    private var notifications: [(number: Int32, kind: NotificationKind)] = []
    /// What this round found for `inotify`.
    private(set) var places: [InotifySource.Place] = []
    private(set) var reports: [SourceReport]
    /// One that the deadline came upon: it is tried once more, with more time.
    private var late: Int32?
    /// Why a process was passed over in this round.
    private(set) var failure: SystemError?
    private var seconds = 0.0
    private var socketSeconds = 0.0
    /// Processes of this round whose descriptors could not be read.
    private(set) var unreadable = 0

    init(_ enabled: Set<SourceName>, _ features: KernelFeatures) {
        self.enabled = enabled.intersection([.fds, .sockets, .inotify])
        folder = DescriptorFolder(looksUpPaths: enabled.contains(.fds))
        self.features = features
        reports = [SourceName.fds, .sockets].filter(enabled.contains).map(SourceReport.init)
    }

    var isEnabled: Bool { !enabled.isEmpty }
    var remaining: Int { queue.count }

    /// Begins a round over the processes that the Inventory knows.
    mutating func begin(_ processIDs: [Int32]) {
        queue = processIDs.sorted(by: >)
        seconds = 0
        socketSeconds = 0
        unreadable = 0
        places = []
        late = nil
        failure = nil
    }

    /// Looks at the next `count` processes. One whose descriptors take longer than a look may is passed over.
    mutating func step(
        _ count: Int, _ inventory: inout Inventory, below proc: borrowing Directory, until deadline: Clock.Moment
    ) throws(SystemError) {
        let start = Clock.monotonic
        defer { seconds += Clock.monotonic.seconds(since: start) }
        for _ in 0..<min(count, queue.count) {
            let processID = queue[queue.count - 1]
            do throws(SystemError) {
                try look(processID, &inventory, below: proc, until: deadline)
                queue.removeLast()
            } catch {
                try postpone(processID, error)
            }
        }
    }

    /// - Throws: the error, where the round is to end here for now.
    private mutating func postpone(_ processID: Int32, _ error: SystemError) throws(SystemError) {
        guard error.reason == .timedOut, late == processID else {
            late = processID
            throw error
        }
        queue.removeLast()
        failure = failure ?? error
    }

    /// The round is over.
    mutating func end() {
        for index in reports.indices {
            reports[index].seconds = reports[index].name == .sockets ? socketSeconds : seconds - socketSeconds
            reports[index].succeeded = failure == nil
        }
    }

    mutating func fail() {
        for index in reports.indices { reports[index].succeeded = false }
    }

    private mutating func look(
        _ processID: Int32, _ inventory: inout Inventory, below proc: borrowing Directory, until deadline: Clock.Moment
    ) throws(SystemError) {
        var holdings: [Holding] = []
        sockets.removeAll(keepingCapacity: true)
        mounted.removeAll(keepingCapacity: true)
        notifications.removeAll(keepingCapacity: true)
        do throws(Errno) {
            let owner = try Self.owner(processID, inventory, below: proc)
            let isWhole = try folder.forEach(owner, below: proc, until: deadline) { number, target in
                switch target {
                case .namespace(let namespace): holdings.append(Holding(namespace, .descriptor(number, of: owner)))
                case .socket, .tun: sockets.append(number)
                case .mountedNamespace(let inode): mounted.append((number, inode))
                case .notifications(let kind): notifications.append((number, kind))
                case .other: break
                }
            }
            guard isWhole else { throw Errno.timedOut }
            let isThread = owner != processID
            try appendMounted(owner, inventory, to: &holdings)
            let home = isThread ? nil : inventory.namespaces(of: processID)?[.net]
            let held = try namespaces(of: owner, isThread: isThread, notIn: home, &inventory, until: deadline)
            if enabled.contains(.fds) { inventory.replace(.descriptors(of: processID), with: holdings) }
            if enabled.contains(.sockets) { inventory.replace(.sockets(of: processID), with: held) }
            appendPlaces(processID, owner)
        } catch {
            switch error {
            case .noEntry, .noProcess: break
            // What was known of it stays.
            case .accessDenied, .notPermitted: unreadable += 1
            default: throw SystemError("read", "the descriptors of process \(processID)", error)
            }
        }
    }

    /// Whose folder tells the descriptors of a process: a first thread that ended has none any more, other threads
    /// share them still. /proc/TID leads to a thread too.
    private static func owner(
        _ processID: Int32, _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) throws(Errno) -> Int32 {
        guard inventory.namespaces(of: processID)?.isZombie == true, try TaskFolder.count(processID, below: proc) > 1
        else { return processID }
        var threadIDs: [Int32] = []
        var buffer = ProcRoot.listingBuffer()
        try TaskFolder.list(TaskFolder.open(processID, below: proc), into: &threadIDs, buffer: &buffer)
        return threadIDs.first { $0 != processID } ?? processID
    }

    /// Of a descriptor that was opened through a mount the link tells no type. A copy of it tells; where it cannot be
    /// had, it is the one namespace known to have that inode.
    private func appendMounted(
        _ processID: Int32, _ inventory: borrowing Inventory, to holdings: inout [Holding]
    ) throws(Errno) {
        guard enabled.contains(.fds), !mounted.isEmpty else { return }
        for (number, inode) in mounted {
            let namespace =
                try identity(of: number, processID) ?? inventory.known(inode: inode)
            guard let namespace, namespace.inode == inode else { continue }
            holdings.append(Holding(namespace, .descriptor(number, of: processID)))
        }
    }

    private func identity(of number: Int32, _ processID: Int32) throws(Errno) -> NamespaceID? {
        guard features.contains(.handles), features.contains(.descriptorCopies) else { return nil }
        do throws(Errno) {
            let copy = try ProcessDescriptor(processID).duplicate(number)
            return try NamespaceHandle(of: copy).namespace
        } catch {
            if Self.isOurFault(error) { throw error }
            return nil
        }
    }

    private mutating func appendPlaces(_ processID: Int32, _ owner: Int32) {
        guard enabled.contains(.inotify) else { return }
        for (number, kind) in notifications {
            places.append(.init(processID: processID, file: OpenFile(number, of: owner), kind: kind))
        }
    }

    private static func isOurFault(_ reason: Errno) -> Bool {
        reason == .tooManyFilesInProcess || reason == .tooManyFilesInSystem
    }

    /// How many sockets are asked between two looks at the clock.
    private static let clockInterval = 256

    /// The network namespaces of its sockets, but for the one that the process itself is in.
    private mutating func namespaces(
        of processID: Int32, isThread: Bool, notIn home: UInt32?, _ inventory: inout Inventory,
        until deadline: Clock.Moment
    ) throws(Errno) -> [Holding] {
        guard enabled.contains(.sockets), features.contains(.descriptorCopies), !sockets.isEmpty else { return [] }
        let start = Clock.monotonic
        defer { socketSeconds += Clock.monotonic.seconds(since: start) }
        var holdings: [Holding] = []
        // Before Linux 6.9 the sockets of a process whose first thread ended cannot be asked.
        if isThread, !features.contains(.threadDescriptors) { return [] }
        let descriptor = try ProcessDescriptor(processID)
        for (index, number) in sockets.enumerated() {
            if index % Self.clockInterval == Self.clockInterval - 1, Clock.monotonic > deadline {
                throw Errno.timedOut
            }
            do throws(Errno) {
                let socket = try descriptor.duplicate(number)
                let namespace = try network(of: socket, &inventory)
                if namespace.inode == home { continue }
                holdings.append(Holding(namespace, .socket(number, of: processID)))
            } catch {
                // Closed meanwhile, of a kind that has no namespace, or not ours to ask.
                if Self.isOurFault(error) { throw error }
            }
        }
        return holdings
    }

    /// By the cookie, which anybody may ask for, where it is that of a known one; else by opening it.
    private func network(
        of socket: borrowing Descriptor, _ inventory: inout Inventory
    ) throws(Errno) -> NamespaceID {
        // A tun device has none.
        let cookie = KernelFeatures.socketCookie(of: socket)
        if features.contains(.cookieIDs), let known = cookie.flatMap(inventory.network) { return known }
        let namespace = try OpenNamespace(ofSocket: socket).identity()
        // Where the namespace itself tells no id, the cookie is one.
        if !features.contains(.handles), !features.contains(.namespaceIDs), let cookie {
            inventory.identify(namespace, cookie)
        }
        return namespace
    }
}
