// Puts together what lists and reports tell: what an Inventory holds, with names, ids and words about processes. Only
// for commands and readers who ask: it reads several files a namespace.

internal import Linux
internal import Namespaces

/// Describes the namespaces of an Inventory.
struct NamespaceCatalogue {
    private let names: NamesSource?
    private var describer: ProcessDescriber

    init(_ names: NamesSource?, withCommandLines: Bool = false) {
        self.names = names
        describer = ProcessDescriber(readsCommandLines: withCommandLines)
    }

    /// The namespaces wanted, each with its names and its id, and with words about its process.
    mutating func namespaces(
        _ inventory: borrowing Inventory, below proc: borrowing Directory, where isWanted: (Namespace) -> Bool
    ) -> [Namespace] {
        var found = inventory.namespaces().filter(isWanted)
        let ids = names == nil ? [:] : NamesSource.ids(of: found.map(\.id), inventory, below: proc)
        for index in found.indices {
            let id = found[index].id
            found[index].names = names?.names[id] ?? []
            found[index].nsid = ids[id]
            if let processID = found[index].processID {
                found[index].process = describer.describe(processID, below: proc)
            }
        }
        return found
    }

    /// All who hold a namespace, strongest first, with words about each.
    mutating func holders(
        of namespace: NamespaceID, _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) -> [NamedHolder] {
        var holders: [NamedHolder] = []
        var residents: [UInt32: Int32?] = [:]
        for holder in inventory.holders(of: namespace) {
            var processID = holder.processID
            if case .mount(_, let inode) = holder {
                processID = residents[inode] ?? inventory.members(of: NamespaceID(.mnt, inode)).first
                residents[inode] = .some(processID)
            }
            let process = processID.map { describer.describe($0, below: proc) }
            holders.append(
                NamedHolder(
                    holder, processID: processID, process: process, isMember: isMember(holder, namespace, inventory)))
        }
        return holders
    }

    private func isMember(_ holder: Holder, _ namespace: NamespaceID, _ inventory: borrowing Inventory) -> Bool {
        guard case .process(let processID) = holder, let links = inventory.namespaces(of: processID) else {
            return true
        }
        return NamespaceLink.allCases.contains {
            $0.type == namespace.type && $0.isMembership && links[$0] == namespace.inode
        }
    }
}
