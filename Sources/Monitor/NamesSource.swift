// Reads how network namespaces are called: the folders of names that ip-netns(8) and Docker keep, where each name is a
// file that the namespace is mounted on; and their ids inside our own network namespace.

internal import Linux
internal import Namespaces
internal import NSFS
internal import Netlink

/// Names and ids of network namespaces.
struct NamesSource: Sendable {
    /// ip-netns(8); Docker's libnetwork.
    private static let folders = ["/run/netns", "/run/docker/netns"]
    /// Names that are read of one folder: some hundred are usual.
    private static let maximumNames = 65_536

    private(set) var counts: NameCounts?
    /// The names of each namespace that has any, in order.
    private(set) var names: [NamespaceID: [String]] = [:]
    /// Names that no namespace is mounted on.
    private(set) var dangling: Set<String> = []
    private(set) var report = SourceReport(name: .names)

    mutating func read(_ inventory: inout Inventory, _ hierarchy: borrowing HierarchySource) throws(SystemError) {
        let start = Clock.monotonic
        defer { report.seconds = Clock.monotonic.seconds(since: start) }
        do throws(SystemError) {
            var found: [NamespaceID: [String]] = [:]
            var counts = NameCounts()
            dangling = []
            for folder in Self.folders { try read(folder, &inventory, hierarchy, &found, &counts) }
            counts.withID = try idCount()
            names = found
            self.counts = counts
            report.succeeded = true
        } catch {
            report.succeeded = false
            throw error
        }
    }

    private mutating func read(
        _ folder: String, _ inventory: inout Inventory, _ hierarchy: borrowing HierarchySource,
        _ found: inout [NamespaceID: [String]], _ counts: inout NameCounts
    ) throws(SystemError) {
        for name in try namesIn(folder) {
            counts.names += 1
            guard let open = try? Self.open("\(folder)/\(name)"), let namespace = try? open.identity() else {
                counts.dangling += 1
                dangling.insert(name)
                continue
            }
            found[namespace, default: []].append(name)
            inventory.meet(namespace)
            hierarchy.learn(open, namespace, &inventory)
        }
    }

    /// The folders are the administrator's, and on a file system of this host. Of links in them only those into procfs
    /// are followed, as `ln -s /proc/PID/ns/net` makes them: others may lead to where somebody waits for ever.
    private static func open(_ path: String) throws(Errno) -> OpenNamespace {
        do throws(Errno) {
            return try OpenNamespace(resolving: path)
        } catch {
            guard error == .tooManyLinks || error == .notImplemented else { throw error }
            if let target = try File.linkTarget(path), !target.hasPrefix("/proc/") { throw error }
            return try OpenNamespace(path: path)
        }
    }

    /// A folder that is not there holds no names.
    private func namesIn(_ folder: String) throws(SystemError) -> [String] {
        do throws(SystemError) {
            return try Directory.names(in: folder, atMost: Self.maximumNames)
        } catch {
            if error.reason == .noEntry || error.reason == .notADirectory { return [] }
            throw error
        }
    }

    private func idCount() throws(SystemError) -> Int {
        var query = try NamespaceIDQuery()
        var ids: [Int32] = []
        do throws(Errno) {
            try query.all(into: &ids)
        } catch {
            throw SystemError("ask for", "the ids of network namespaces", error)
        }
        return ids.count
    }

    /// The ids of the network namespaces given: asked for one by one, for lists.
    static func ids(
        of namespaces: [NamespaceID], _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) -> [NamespaceID: Int32] {
        var ids: [NamespaceID: Int32] = [:]
        // Without ids a list is still a list.
        guard var query = try? NamespaceIDQuery() else { return [:] }
        for namespace in namespaces where namespace.type == .net {
            guard let open = NamespaceDoor.open(namespace, inventory, below: proc) else { continue }
            if let id = try? query.id(ofDescriptor: open.number) { ids[namespace] = id }
        }
        return ids
    }
}
