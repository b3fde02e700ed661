// Asks each namespace, once, what only it can tell (ioctl_nsfs(2)): its 64-bit id, who owns it, what it was made in. So
// user and pid namespaces are found that no process is in. What is opened for that is closed at once: an open
// descriptor would keep the namespace alive.

internal import Linux
internal import Namespaces
internal import NSFS
internal import ProcFS

/// The namespaces' own word.
struct HierarchySource: Sendable {
    private let features: KernelFeatures
    /// Without it ids alone are asked for.
    private let asksForOwners: Bool
    private(set) var report = SourceReport(name: .hierarchy)
    private var seconds = 0.0

    init(_ features: KernelFeatures, asksForOwners: Bool) {
        self.features = features
        self.asksForOwners = asksForOwners
    }

    /// The round is over.
    mutating func end() {
        report.seconds = seconds
        report.succeeded = true
        seconds = 0
    }

    /// Asks all those that were found since the last time, through who led to them: right away, since that may be gone
    /// in a moment. Who cannot be asked now is asked at the end of the round, through another.
    mutating func examineNewcomers(_ inventory: inout Inventory, below proc: borrowing Directory) {
        let newcomers = inventory.takeNewcomers()
        if newcomers.isEmpty { return }
        let start = Clock.monotonic
        for holding in newcomers where inventory.facts(of: holding.namespace) == nil {
            examine(holding, &inventory, below: proc)
        }
        seconds += Clock.monotonic.seconds(since: start)
    }

    /// Asks those that could not be asked when they were found.
    mutating func examineRest(_ inventory: inout Inventory, below proc: borrowing Directory) {
        let start = Clock.monotonic
        defer { seconds += Clock.monotonic.seconds(since: start) }
        let rest = inventory.unexamined
        if rest.isEmpty { return }
        for (namespace, witnesses) in inventory.witnesses(of: rest.contains) {
            for witness in witnesses {
                examine(Holding(namespace, .process(witness.processID)), &inventory, below: proc)
            }
        }
        for holding in inventory.holdings(of: rest.contains) where inventory.facts(of: holding.namespace) == nil {
            examine(holding, &inventory, below: proc)
        }
    }

    private func examine(_ holding: Holding, _ inventory: inout Inventory, below proc: borrowing Directory) {
        // Gone, or not ours to open: nothing unusual. Who is mounted is opened by the mounts' source; who was found as
        // an owner or a parent is asked along with what led there.
        guard let open = try? NamespaceDoor.open(holding, inventory, below: proc) else { return }
        learn(open, holding.namespace, &inventory)
    }

    /// Takes in what an open namespace tells, and what its owner and its parent tell, which may be new too.
    /// - Parameter expected: the one that it is thought to be; if it is another, what led here has moved on.
    func learn(_ open: borrowing OpenNamespace, _ expected: NamespaceID, _ inventory: inout Inventory) {
        guard let identity = try? open.identity(), identity == expected else { return }
        learn(open, expected, &inventory, steps: 0)
    }

    /// - Parameter steps: how far this is from where it began; namespaces nest no deeper than some 33 levels.
    private func learn(
        _ open: borrowing OpenNamespace, _ namespace: NamespaceID, _ inventory: inout Inventory, steps: Int
    ) {
        guard inventory.facts(of: namespace) == nil, steps < 2 * 33 else { return }
        var facts = NamespaceFacts()
        facts.id = id(of: open)
        guard asksForOwners else { return inventory.learn(facts, of: namespace) }
        if namespace.type == .user { facts.ownerUserID = try? open.ownerUserID() }
        // Out of our sight, or above the initial one: EPERM.
        facts.owner = try? open.owner().identity()
        if namespace.type == .user { facts.parent = facts.owner }
        if namespace.type == .pid { facts.parent = try? open.parent().identity() }
        inventory.learn(facts, of: namespace)
        if let owner = facts.owner, inventory.facts(of: owner) == nil, let above = try? open.owner() {
            learn(above, owner, &inventory, steps: steps + 1)
        }
        if let parent = facts.parent, inventory.facts(of: parent) == nil, let above = try? open.parent() {
            learn(above, parent, &inventory, steps: steps + 1)
        }
    }

    private func id(of open: borrowing OpenNamespace) -> UInt64? {
        if features.contains(.handles), let handle = try? NamespaceHandle(of: open) { return handle.id }
        if features.contains(.namespaceIDs) || features.contains(.mountNamespaceIDs) { return open.kernelID() }
        return nil
    }
}
