// Which namespaces somebody attends to, as opposed to those that are only kept: by a descriptor, a socket, a mount or
// something that we do not see. Pure.

/// Who is attended to, of a Registry's namespaces.
struct Attendance {
    private var attended: Set<NamespaceID> = []

    /// A namespace is attended to where a process or a thread is in it, and where that is so of one that it keeps
    /// alive: a descendant, or one that it owns. The kernel itself attends to those that it made at boot.
    init(_ records: [NamespaceID: NamespaceRecord]) {
        var line = records.filter { entry in
            entry.key.isInitial || entry.value.holders[.process] > 0 || entry.value.holders[.thread] > 0
        }.map(\.key)
        // Each namespace is put in line once for each that it keeps alive, at the most.
        while let namespace = line.popLast() {
            guard attended.insert(namespace).inserted, let facts = records[namespace]?.facts else { continue }
            if let owner = facts.owner { line.append(owner) }
            if let parent = facts.parent { line.append(parent) }
        }
    }

    func isAttended(_ namespace: NamespaceID) -> Bool {
        attended.contains(namespace)
    }
}
