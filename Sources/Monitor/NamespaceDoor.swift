// The ways to a namespace: through whoever holds it, or by the handle that was kept of it. What is opened here is asked
// and closed at once by whoever wanted it.

internal import Linux
internal import Namespaces
internal import NSFS
internal import ProcFS

/// Opens namespaces.
enum NamespaceDoor {
    /// Opens a namespace through one of its holders.
    /// - Throws: why it cannot be opened; ENOENT also where the holder holds another by now, or none that can be opened
    ///   from here (mounts, and those that are only known by what they keep alive).
    static func open(
        _ holding: Holding, _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) throws(Errno) -> OpenNamespace {
        let namespace = holding.namespace
        switch holding.holder {
        case .process(let processID):
            guard let namespaces = inventory.namespaces(of: processID),
                let link = NamespaceLink.allCases.first(where: {
                    $0.type == namespace.type && namespaces[$0] == namespace.inode
                })
            else { throw .noEntry }
            return try checked(
                OpenNamespace(link, in: Directory(RelativePath(processID, "/ns"), below: proc)), namespace)
        case .thread(let threadID, let processID):
            return try open(namespace, in: Directory(RelativePath(processID, "/task/", threadID, "/ns"), below: proc))
        case .descriptor(let number, let processID):
            return try checked(OpenNamespace(RelativePath(processID, "/fd/", number), below: proc), namespace)
        case .socket(let number, let processID):
            return try checked(
                OpenNamespace(ofSocket: ProcessDescriptor(processID).duplicate(number)), namespace)
        case .mount, .child: throw .noEntry
        }
    }

    /// Of a thread it is not known which link led to the namespace: a pid namespace has two.
    private static func open(
        _ namespace: NamespaceID, in folder: borrowing Directory
    ) throws(Errno) -> OpenNamespace {
        for link in NamespaceLink.allCases where link.type == namespace.type {
            let open = try OpenNamespace(link, in: folder)
            if try open.identity() == namespace { return open }
        }
        throw .noEntry
    }

    private static func checked(
        _ open: consuming OpenNamespace, _ namespace: NamespaceID
    ) throws(Errno) -> OpenNamespace {
        if try open.identity() != namespace { throw .noEntry }
        return open
    }

    /// Who holds some namespaces: asked once for all of them, since it takes a walk over all processes.
    struct Ways: Sendable {
        fileprivate let holdings: [NamespaceID: [Holding]]

        init(to namespaces: Set<NamespaceID>, _ inventory: borrowing Inventory) {
            var holdings: [NamespaceID: [Holding]] = [:]
            if !namespaces.isEmpty {
                for (namespace, witnesses) in inventory.witnesses(of: namespaces.contains) {
                    holdings[namespace] = witnesses.map { Holding(namespace, .process($0.processID)) }
                }
                for holding in inventory.holdings(of: namespaces.contains) {
                    holdings[holding.namespace, default: []].append(holding)
                }
            }
            self.holdings = holdings
        }
    }

    /// Opens a known namespace by any way that there is; nil where there is none.
    static func open(
        _ namespace: NamespaceID, _ inventory: borrowing Inventory, _ ways: Ways, below proc: borrowing Directory
    ) -> OpenNamespace? {
        if let open = openByHandle(namespace, inventory) { return open }
        for holding in ways.holdings[namespace] ?? [] {
            if let open = try? open(holding, inventory, below: proc) { return open }
        }
        return nil
    }

    /// The same for one alone.
    static func open(
        _ namespace: NamespaceID, _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) -> OpenNamespace? {
        if let open = openByHandle(namespace, inventory) { return open }
        return open(namespace, inventory, Ways(to: [namespace], inventory), below: proc)
    }

    private static func openByHandle(_ namespace: NamespaceID, _ inventory: borrowing Inventory) -> OpenNamespace? {
        guard let id = inventory.facts(of: namespace)?.id else { return nil }
        return try? NamespaceHandle(id: id, namespace: namespace).open()
    }
}
