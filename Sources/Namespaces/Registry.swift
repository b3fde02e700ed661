// Every namespace known, with how many hold it. The one place where a namespace begins and ends: what it tells of that
// are Changes. It knows no process and no round; whoever holds is the Inventory's.
//
// It never ends a namespace because a count came to 0: that only makes it abandoned. Whether it is gone is for others
// to find out.

/// The namespaces known.
struct Registry: Sendable {
    private(set) var records: [NamespaceID: NamespaceRecord] = [:]
    /// Those that nothing is seen to hold.
    private(set) var abandoned: [NamespaceID: Abandonment] = [:]
    /// Those that were not asked for their facts yet, with who led to them.
    private(set) var newcomers: [Holding] = []
    /// Network namespaces by their 64-bit ids, which sockets tell too.
    private(set) var networks: [UInt64: NamespaceID] = [:]
    private(set) var found = PerType(repeating: 0)
    private(set) var added = PerType(repeating: 0)
    private(set) var deleted = PerType(repeating: 0)
    private var changes: [Change] = []
    private var nextGeneration: UInt64 = 1
    /// Until it is set, what is found stood before us and is not "added".
    private(set) var hasBaseline = false
    /// The look that is under way.
    var look = Look()

    /// When something was seen: in which round over all processes, and in which over all other places.
    struct Look: Equatable, Sendable {
        var round: UInt64 = 0
        var deepRound: UInt64 = 0
    }

    /// That nothing is seen to hold a namespace.
    struct Abandonment: Equatable, Sendable {
        /// The look at which that was found, or at which it was last met all the same.
        var look: Look
        /// Whether it was met since: that it lives is known, and no reason to hurry.
        var isMet = false
    }

    mutating func setBaseline() {
        if !hasBaseline { changes = [] }
        hasBaseline = true
    }

    mutating func takeChanges() -> [Change] {
        guard hasBaseline, !changes.isEmpty else { return [] }
        defer { changes.removeAll(keepingCapacity: true) }
        return changes
    }

    mutating func takeNewcomers() -> [Holding] {
        defer { newcomers.removeAll(keepingCapacity: true) }
        return newcomers
    }

    /// Takes in one more holder.
    mutating func link(_ namespace: NamespaceID, _ holder: Holder) {
        guard let index = records.index(forKey: namespace) else {
            add(namespace, holder)
            return
        }
        if abandoned.isEmpty == false { abandoned[namespace] = nil }
        records.values[index].holders[holder.kind] += 1
    }

    /// Takes in that one holder is no more.
    mutating func unlink(_ namespace: NamespaceID, _ kind: HolderKind) {
        guard let index = records.index(forKey: namespace), records.values[index].holders[kind] > 0 else { return }
        records.values[index].holders[kind] -= 1
        if records.values[index].holders.strongest == nil { abandoned[namespace] = Abandonment(look: look) }
    }

    private mutating func add(_ namespace: NamespaceID, _ holder: Holder?) {
        var record = NamespaceRecord(generation: nextGeneration)
        nextGeneration += 1
        if let holder {
            record.holders[holder.kind] = 1
            newcomers.append(Holding(namespace, holder))
        } else {
            abandoned[namespace] = Abandonment(look: look, isMet: true)
        }
        records[namespace] = record
        found[namespace.type] += 1
        if hasBaseline { added[namespace.type] += 1 }
        changes.append(Change(.added, namespace, processID: holder?.processID))
    }

    /// Takes in that a namespace is there though nobody is seen to hold it.
    mutating func meet(_ namespace: NamespaceID) {
        if records[namespace] == nil { return add(namespace, nil) }
        if abandoned[namespace] != nil { abandoned[namespace] = Abandonment(look: look, isMet: true) }
    }

    /// Takes in what a namespace tells of itself. Its owner and its parent live as long as it does.
    mutating func learn(_ facts: NamespaceFacts, of namespace: NamespaceID) {
        guard let record = records[namespace], record.facts == nil else { return }
        records[namespace]?.facts = facts
        noteNetwork(namespace, facts.id)
        for above in Self.above(facts) { link(above, .child(namespace)) }
    }

    /// Takes in an id that was found out later than the rest.
    mutating func setID(_ namespace: NamespaceID, _ id: UInt64) {
        records[namespace]?.facts?.id = id
        noteNetwork(namespace, id)
    }

    private mutating func noteNetwork(_ namespace: NamespaceID, _ id: UInt64?) {
        if namespace.type == .net, let id { networks[id] = namespace }
    }

    /// Those that a namespace keeps alive. Of a user namespace owner and parent are one.
    private static func above(_ facts: NamespaceFacts) -> Set<NamespaceID> {
        Set([facts.owner, facts.parent].compactMap { $0 })
    }

    /// Ends a namespace.
    mutating func delete(_ namespace: NamespaceID) {
        guard let record = records.removeValue(forKey: namespace) else { return }
        abandoned[namespace] = nil
        if namespace.type == .net, let id = record.facts?.id { networks[id] = nil }
        found[namespace.type] -= 1
        if hasBaseline { deleted[namespace.type] += 1 }
        changes.append(Change(.deleted, namespace))
        if let facts = record.facts {
            for above in Self.above(facts) { unlink(above, .child) }
        }
    }

    /// - Parameter since: nil: somebody attends to it.
    mutating func setUnattended(_ namespace: NamespaceID, since: Double?) {
        records[namespace]?.unattendedSince = since
        if since == nil { records[namespace]?.wasAttended = true }
    }

    /// Takes in when the pin of an unattended namespace was set. Where we never saw anybody attend to it, that is since
    /// when it may have been so.
    mutating func setPinned(_ namespace: NamespaceID, since: Double) {
        guard let record = records[namespace], !record.wasAttended, let seen = record.unattendedSince else { return }
        records[namespace]?.unattendedSince = min(seen, since)
    }
}
