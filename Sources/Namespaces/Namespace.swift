// One namespace, as lists show it.

/// A namespace, who is in it, and what is known of it.
package struct Namespace: Equatable, Sendable {
    package let id: NamespaceID
    /// What keeps it alive.
    package let holder: HolderKind
    /// What it tells of itself.
    package let facts: NamespaceFacts
    /// Nesting below the initial one; nil where unknown, and for types that do not nest.
    package let depth: Int?
    /// Since when nobody attends to it (seconds since 1970-01-01T00:00:00Z); nil while somebody does or may.
    package let unattendedSince: Double?
    /// Processes in it; those whose next child will be in it do not count.
    package private(set) var processes = 0
    /// The lowest process in it; where there is none, the lowest whose next child will be; else one that holds it.
    package private(set) var processID: Int32?
    /// The strongest holder that gave `processID`.
    private var strongest: Holder?
    /// That process; nil where there is none, or nobody asked.
    package var process: ProcessDescription?
    /// All who hold it, strongest first; nil where nobody asked.
    package var holders: [NamedHolder]?
    /// Names that were given to it, such as those in /run/netns.
    package var names: [String] = []
    /// Its id inside our network namespace; nil where it has none.
    package var nsid: Int32?

    package init(_ id: NamespaceID, holder: HolderKind, facts: NamespaceFacts = NamespaceFacts()) {
        self.id = id
        self.holder = holder
        self.facts = facts
        depth = nil
        unattendedSince = nil
    }

    /// - Parameter tellsUnattended: false while processes are unreadable, who may attend to it.
    init(_ id: NamespaceID, _ record: NamespaceRecord, depth: Int?, tellsUnattended: Bool) {
        self.id = id
        holder = record.holders.strongest ?? .unknown
        facts = record.facts ?? NamespaceFacts()
        unattendedSince = tellsUnattended ? record.unattendedSince : nil
        self.depth = depth
    }

    /// Takes in that a link of a process leads here.
    package mutating func meet(_ processID: Int32, isMember: Bool) {
        if isMember {
            if processes == 0 { self.processID = processID }
            processes += 1
        } else if processes > 0 {
            return
        }
        self.processID = min(self.processID ?? processID, processID)
    }

    /// Takes in that a process holds it which is not in it. To be called when all are met that are.
    package mutating func meet(_ holder: Holder) {
        guard let processID = holder.processID else { return }
        if let strongest {
            guard holder < strongest else { return }
            self.processID = processID
        } else if self.processID == nil {
            self.processID = processID
        } else {
            return
        }
        strongest = holder
    }
}
