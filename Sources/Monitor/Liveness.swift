// Asks the kernel which namespaces have ended, by the file handles that were kept of them (fs/nsfs.c,
// nsfs_fh_to_dentry): one system call each, however many processes there are.
//
// The answer "stale" is true only under conditions, and a lie without them (measured: without CAP_SYS_ADMIN in the
// initial user namespace every foreign namespace reads as stale). The answer "alive" is always true.

internal import Linux
internal import Namespaces
internal import NSFS

/// What the kernel says of known namespaces.
struct Liveness: Sendable {
    /// Processes that are asked whether they are in a successor: the others are looked at in the next round.
    private static let maximumWitnesses = 64

    private let features: KernelFeatures
    /// Whether we have the privilege that makes "stale" true.
    private let isPrivileged: Bool
    /// Whether it was seen to do so: some namespace that we are not in was opened.
    private var hasOpenedForeign = false
    /// Those that the kernel said to be alive the last time.
    private(set) var alive: Set<NamespaceID> = []

    init(_ features: KernelFeatures, isPrivileged: Bool) {
        self.features = features
        self.isPrivileged = isPrivileged
    }

    /// Whether "stale" is to be believed. Where listns(2) is, handles pass over network namespaces that only a socket
    /// holds.
    func isExact(_ type: NamespaceType) -> Bool {
        features.contains(.handles) && isPrivileged && hasOpenedForeign && !(type == .net && features.contains(.listns))
    }

    /// Whether it is to be believed of every type.
    var isExact: Bool { isExact(.net) }

    /// Asks for all namespaces whose id is known, and ends those that are gone.
    /// - Parameter ours: the namespaces that we are in: opening these proves nothing.
    mutating func verify(_ inventory: inout Inventory, below proc: borrowing Directory, ours: ProcessNamespaces) {
        alive = []
        guard features.contains(.handles) else { return compare(&inventory, below: proc) }
        var stale: [NamespaceID: UInt64] = [:]
        for (namespace, id) in inventory.identified where !namespace.isInitial {
            switch NamespaceHandle(id: id, namespace: namespace).probe() {
            case .alive:
                alive.insert(namespace)
                hasOpenedForeign = hasOpenedForeign || !ours.contains(namespace)
            case .stale: stale[namespace] = id
            case .refused: break
            }
        }
        end(stale, &inventory, below: proc)
    }

    /// Without handles, mount namespaces alone tell their ids: a process in one tells whether it is still the same.
    private func compare(_ inventory: inout Inventory, below proc: borrowing Directory) {
        guard features.contains(.mountNamespaceIDs) || features.contains(.namespaceIDs) else { return }
        let known = Set(inventory.identified.map(\.0).filter { $0.type == .mnt && !$0.isInitial })
        for (namespace, witnesses) in inventory.witnesses(of: known.contains) {
            guard let witness = witnesses.first,
                let folder = try? Directory(RelativePath(witness.processID, "/ns"), below: proc),
                let open = try? OpenNamespace(witness.link, in: folder),
                let identity = try? open.identity(), identity == namespace, let id = open.kernelID()
            else { continue }
            inventory.identify(namespace, id, by: witness.processID)
        }
    }

    /// Those whose answer was "stale". Whether it is true or not: where a process is in one with the same inode and
    /// another id, the old one has ended and its number went to another.
    private func end(
        _ stale: [NamespaceID: UInt64], _ inventory: inout Inventory, below proc: borrowing Directory
    ) {
        if stale.isEmpty { return }
        let witnesses = inventory.witnesses(of: { stale[$0] != nil }, limit: Self.maximumWitnesses)
        for (namespace, id) in stale.sorted(by: { $0.key < $1.key }) {
            var successors: Set<Int32> = []
            for witness in witnesses[namespace] ?? [] {
                guard let folder = try? Directory(RelativePath(witness.processID, "/ns"), below: proc),
                    let handle = try? NamespaceHandle.read(witness.link, in: folder)
                else { continue }
                if handle.namespace == namespace, handle.id != id { successors.insert(witness.processID) }
            }
            if !successors.isEmpty || isExact(namespace.type) { inventory.end(namespace, successors: successors) }
        }
    }

    /// Finds out since when unattended namespaces are pinned: the change time of the inode, which is there as long as
    /// somebody has it open or mounted.
    func findPins(_ inventory: inout Inventory) {
        guard features.contains(.handles) else { return }
        for namespace in inventory.unattended {
            guard let id = inventory.facts(of: namespace)?.id,
                let since = try? NamespaceHandle(id: id, namespace: namespace).open().changeTime()
            else { continue }
            inventory.setPinned(namespace, since: since)
        }
    }
}
