// Every namespace found, and every process that led to one. The one place where observations become changes.
//
// It never forgets a namespace because of a single look: a process seen to leave one may have been followed by another
// that entered it and was not looked at yet. Only a complete round over all processes can tell that nobody is left.

/// The namespaces known, kept by one owner.
package struct Inventory: Sendable {
    /// What is known of one process, and the last round that met it.
    private struct Seat {
        var namespaces: ProcessNamespaces
        var round: UInt64
        var isReadable: Bool
    }

    private var seats: [Int32: Seat] = [:]
    /// How many links of processes lead to each namespace.
    private var links: [NamespaceID: Int] = [:]
    /// Those that no link leads to any more: gone, unless the rest of the round finds another.
    private var abandoned: [NamespaceID: UInt64] = [:]
    private var changes: [Change] = []
    private var round: UInt64 = 0
    /// Until the first round is complete, what is found stood before us and is not "added".
    package private(set) var hasBaseline = false
    package private(set) var totals = Totals()

    package init() {}

    /// Begins a round over all processes.
    package mutating func beginRound() {
        round += 1
    }

    /// Takes in what one look at a process found.
    package mutating func observe(_ processID: Int32, _ namespaces: ProcessNamespaces) {
        if let index = seats.index(forKey: processID) {
            let before = seats.values[index].namespaces
            seats.values[index].round = round
            seats.values[index].isReadable = true
            if before == namespaces { return }
            seats.values[index].namespaces = namespaces
            link(namespaces, processID)
            unlink(before)
        } else {
            seats[processID] = Seat(namespaces: namespaces, round: round, isReadable: true)
            link(namespaces, processID)
        }
    }

    /// Takes in that a process is there but cannot be read. What was known of it stays: it may have run a setuid
    /// program, which changes no namespace, and a live namespace must not be declared gone.
    package mutating func observeUnreadable(_ processID: Int32) {
        seats[processID, default: Seat(namespaces: ProcessNamespaces(), round: round, isReadable: false)].round = round
        seats[processID]?.isReadable = false
    }

    /// Takes in that a process is there, and that what is known of it still holds though this look did not show it.
    package mutating func keep(_ processID: Int32) {
        seats[processID]?.round = round
    }

    /// Whether more is known of the process than `part`, and nothing that it contradicts: what it does not show may
    /// still hold. Where it contradicts, the pid was given to another process.
    package func knowsMore(of processID: Int32, than part: ProcessNamespaces) -> Bool {
        guard let known = seats[processID]?.namespaces, known != part else { return false }
        return NamespaceLink.allCases.allSatisfy { part[$0] == 0 || part[$0] == known[$0] }
    }

    /// Whether this round has met the process.
    package func hasMet(_ processID: Int32) -> Bool {
        seats[processID]?.round == round
    }

    /// Takes away the processes that this round has not met: all that there were have been looked at.
    /// - Returns: whether nobody is left of some namespace. A holder that ended during the round may have left a child
    ///   that was not there yet when the processes were listed: who is new must be looked at before they are gone.
    package mutating func forgetUnmet() -> Bool {
        for (processID, seat) in seats.filter({ $0.value.round != round }) {
            seats[processID] = nil
            unlink(seat.namespaces)
        }
        return !abandoned.isEmpty
    }

    /// Ends a round.
    /// - Parameter isConclusive: whether everybody was looked at who could lead to an abandoned namespace. If not,
    ///   those abandoned in this round stay until the next one tells.
    package mutating func completeRound(isConclusive: Bool) {
        deleteAbandoned(isConclusive ? round : round - 1)
        totals.processes = seats.count
        totals.unreadable = seats.values.count { !$0.isReadable }
        if !hasBaseline { changes.removeAll() }
        hasBaseline = true
    }

    /// Those abandoned in the round `last` or before: since then a whole listing and its newcomers showed nobody.
    private mutating func deleteAbandoned(_ last: UInt64) {
        for namespace in abandoned.filter({ $0.value <= last }).keys.sorted() {
            abandoned[namespace] = nil
            links[namespace] = nil
            totals.found[namespace.type] -= 1
            if hasBaseline { totals.deleted[namespace.type] += 1 }
            changes.append(Change(.deleted, namespace))
        }
    }

    /// The changes since this was last asked, oldest first; none before the first round is complete.
    package mutating func takeChanges() -> [Change] {
        guard hasBaseline, !changes.isEmpty else { return [] }
        defer { changes.removeAll(keepingCapacity: true) }
        return changes
    }

    private mutating func link(_ namespaces: ProcessNamespaces, _ processID: Int32) {
        for link in NamespaceLink.allCases where namespaces[link] != 0 {
            let namespace = NamespaceID(link.type, namespaces[link])
            let count = links[namespace, default: -1]
            links[namespace] = max(0, count) + 1
            if count == 0 { abandoned[namespace] = nil }
            if count == -1 { add(namespace, processID) }
        }
    }

    private mutating func add(_ namespace: NamespaceID, _ processID: Int32) {
        totals.found[namespace.type] += 1
        if hasBaseline { totals.added[namespace.type] += 1 }
        changes.append(Change(.added, namespace, processID: processID))
    }

    private mutating func unlink(_ namespaces: ProcessNamespaces) {
        for link in NamespaceLink.allCases where namespaces[link] != 0 {
            let namespace = NamespaceID(link.type, namespaces[link])
            guard let count = links[namespace] else { continue }
            links[namespace] = count - 1
            if count == 1 { abandoned[namespace] = round }
        }
    }

    /// All namespaces with the processes in them, in the order of tables. Built anew for each reader who asks.
    package func namespaces() -> [Namespace] {
        var found: [NamespaceID: Namespace] = [:]
        found.reserveCapacity(links.count)
        for namespace in links.keys { found[namespace] = Namespace(namespace) }
        for (processID, seat) in seats {
            for link in NamespaceLink.allCases where seat.namespaces[link] != 0 {
                found[NamespaceID(link.type, seat.namespaces[link])]?.meet(processID, isMember: link.isMembership)
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }
}
