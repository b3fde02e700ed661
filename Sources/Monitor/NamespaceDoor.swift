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

    /// Opens a known namespace by any way that there is; nil where there is none.
    static func open(
        _ namespace: NamespaceID, _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) -> OpenNamespace? {
        if let id = inventory.facts(of: namespace)?.id {
            if let open = try? NamespaceHandle(id: id, namespace: namespace).open() { return open }
        }
        for witness in inventory.witnesses(of: { $0 == namespace })[namespace] ?? [] {
            let holding = Holding(namespace, .process(witness.processID))
            if let open = try? open(holding, inventory, below: proc) { return open }
        }
        for holding in inventory.holdings(of: { $0 == namespace }) {
            if let open = try? open(holding, inventory, below: proc) { return open }
        }
        return nil
    }
}
