// Every place where namespaces are held, and what was found there: the processes' links first of all. The one place
// where observations become changes.
//
// It never forgets a namespace because of a single look: a process seen to leave one may have been followed by another
// that entered it and was not looked at yet. Only a complete round over all processes, and over all other places, can
// tell that nobody is left; where the kernel itself can be asked, it is.

/// The namespaces known and their holders, kept by one owner.
package struct Inventory: Sendable {
    /// What is known of one process, and the last round that met it.
    private struct Seat {
        var namespaces: ProcessNamespaces
        var round: UInt64
        var isReadable: Bool
    }

    private var seats: [Int32: Seat] = [:]
    /// What each other place holds; a place that holds nothing is absent.
    private var places: [HoldingPlace: [Holding]] = [:]
    private var registry = Registry()
    private var processes = 0
    private var unreadable = 0

    package init() {}

    /// Until the first round is complete, what is found stood before us and is not "added".
    package var hasBaseline: Bool { registry.hasBaseline }

    /// The changes since this was last asked, oldest first; none before the first round is complete.
    package mutating func takeChanges() -> [Change] {
        registry.takeChanges()
    }

    /// Those met for the first time since this was last asked, each with who led to it: to be asked for their facts.
    package mutating func takeNewcomers() -> [Holding] {
        registry.takeNewcomers()
    }
}

/// Processes.
extension Inventory {
    /// Begins a round over all processes.
    package mutating func beginRound() {
        registry.look.round += 1
    }

    /// Takes in what one look at a process found.
    package mutating func observe(_ processID: Int32, _ namespaces: ProcessNamespaces) {
        let round = registry.look.round
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
        let round = registry.look.round
        seats[processID, default: Seat(namespaces: ProcessNamespaces(), round: round, isReadable: false)].round = round
        seats[processID]?.isReadable = false
    }

    /// The processes that are known, in no order.
    package var processIDs: [Int32] { Array(seats.keys) }

    /// What is known of a process.
    package func namespaces(of processID: Int32) -> ProcessNamespaces? {
        seats[processID]?.namespaces
    }

    /// Whether this round has met the process.
    package func hasMet(_ processID: Int32) -> Bool {
        seats[processID]?.round == registry.look.round
    }

    /// Takes away the processes that this round has not met, with all that they held: all that there were have been
    /// looked at.
    /// - Returns: whether nobody is left of some namespace. A holder that ended during the round may have left a child
    ///   that was not there yet when the processes were listed: who is new must be looked at before they are gone.
    package mutating func forgetUnmet() -> Bool {
        for (processID, seat) in seats.filter({ $0.value.round != registry.look.round }) {
            seats[processID] = nil
            unlink(seat.namespaces)
            for place in [HoldingPlace.threads(of: processID), .descriptors(of: processID), .sockets(of: processID)] {
                replace(place, with: [])
            }
        }
        return registry.abandoned.contains { $0.value.look.round == registry.look.round && !$0.value.isMet }
    }

    /// Ends a round over all processes that met them all.
    package mutating func completeRound() {
        processes = seats.count
        unreadable = seats.values.count { !$0.isReadable }
        registry.setBaseline()
    }

    private mutating func link(_ namespaces: ProcessNamespaces, _ processID: Int32) {
        for link in NamespaceLink.allCases where namespaces[link] != 0 {
            registry.link(NamespaceID(link.type, namespaces[link]), .process(processID))
        }
    }

    private mutating func unlink(_ namespaces: ProcessNamespaces) {
        for link in NamespaceLink.allCases where namespaces[link] != 0 {
            registry.unlink(NamespaceID(link.type, namespaces[link]), .process)
        }
    }
}

/// Other places, and what namespaces tell of themselves.
extension Inventory {
    /// Begins a round over all other places.
    package mutating func beginDeepRound() {
        registry.look.deepRound += 1
    }

    /// Takes in all that one look at a place found.
    package mutating func replace(_ place: HoldingPlace, with holdings: [Holding]) {
        let before = places[place]
        if holdings == before ?? [] { return }
        // New ones first: what stays held must not come to 0 in between.
        for holding in holdings { registry.link(holding.namespace, holding.holder) }
        for holding in before ?? [] { registry.unlink(holding.namespace, holding.holder.kind) }
        places[place] = holdings.isEmpty ? nil : holdings
    }

    /// Takes in that a namespace is there though nobody is seen to hold it.
    package mutating func meet(_ namespace: NamespaceID) {
        registry.meet(namespace)
    }

    /// Takes in what a namespace tells of itself; what it keeps alive becomes known with it.
    package mutating func learn(_ facts: NamespaceFacts, of namespace: NamespaceID) {
        registry.learn(facts, of: namespace)
    }

    /// Takes in the 64-bit id that a holder of a namespace has just told: where it is another than the one known, that
    /// one has ended, and its inode belongs to another. To be called before any holder but a process is taken in.
    /// - Parameter processID: the process, where it is in the namespace.
    package mutating func identify(_ namespace: NamespaceID, _ id: UInt64, by processID: Int32? = nil) {
        guard let facts = registry.records[namespace]?.facts else { return }
        if facts.id == nil {
            registry.setID(namespace, id)
        } else if facts.id != id {
            end(namespace, successors: processID.map { [$0] } ?? [])
        }
    }

    /// The network namespace with a 64-bit id, where it is known.
    package func network(withID id: UInt64) -> NamespaceID? {
        registry.networks[id]
    }

    /// Whether the namespace is known.
    package func knows(_ namespace: NamespaceID) -> Bool {
        registry.records[namespace] != nil
    }

    /// Whether anybody is seen to hold it.
    package func isHeld(_ namespace: NamespaceID) -> Bool {
        registry.records[namespace]?.holders.strongest != nil
    }

    /// What a known namespace told of itself; nil where it was not asked or did not answer.
    package func facts(of namespace: NamespaceID) -> NamespaceFacts? {
        registry.records[namespace]?.facts
    }

    /// What each known namespace told of itself; nothing but absences where it did not answer.
    package var allFacts: [NamespaceID: NamespaceFacts] {
        registry.records.mapValues { $0.facts ?? NamespaceFacts() }
    }

    /// A number that no other namespace has while we run; nil for one that is not known.
    package func generation(of namespace: NamespaceID) -> UInt64? {
        registry.records[namespace]?.generation
    }

    /// Those whose 64-bit id is known, with it.
    package var identified: [(NamespaceID, UInt64)] {
        registry.records.compactMap { entry in entry.value.facts?.id.map { (entry.key, $0) } }
    }

    /// Known namespaces of a type.
    package func known(_ type: NamespaceType) -> [NamespaceID] {
        registry.records.keys.filter { $0.type == type }
    }

    /// The known namespace with an inode: no two have the same at one time, whatever their types.
    package func known(inode: UInt32) -> NamespaceID? {
        NamespaceType.allCases.lazy.map { NamespaceID($0, inode) }.first { registry.records[$0] != nil }
    }

    /// A process and the link of it that leads to a namespace: the way to open it.
    package struct Witness: Sendable {
        package let processID: Int32
        package let link: NamespaceLink
    }

    /// The processes in each mount namespace, `limit` at the most; they were met in the last round and could be read.
    package func mountWitnesses(limit: Int) -> [NamespaceID: [Int32]] {
        var found: [NamespaceID: [Int32]] = [:]
        for (processID, seat) in seats where seat.isReadable && seat.round == registry.look.round {
            let namespace = NamespaceID(.mnt, seat.namespaces[.mnt])
            if namespace.inode != 0, found[namespace]?.count ?? 0 < limit {
                found[namespace, default: []].append(processID)
            }
        }
        return found
    }

    /// The processes in each of the namespaces asked for, `limit` at the most, but for the initial ones, in which most
    /// are; they were met in the last round and could be read.
    package func witnesses(of wanted: (NamespaceID) -> Bool, limit: Int = 1) -> [NamespaceID: [Witness]] {
        var found: [NamespaceID: [Witness]] = [:]
        for (processID, seat) in seats where seat.isReadable && seat.round == registry.look.round {
            for link in NamespaceLink.allCases where seat.namespaces[link] != 0 {
                let namespace = NamespaceID(link.type, seat.namespaces[link])
                // Most links lead to the initial namespaces: no table is asked for these.
                if namespace.isInitial || !wanted(namespace) || found[namespace]?.count ?? 0 >= limit { continue }
                found[namespace, default: []].append(Witness(processID: processID, link: link))
            }
        }
        return found
    }

    /// Every holding but the processes' own, of the namespaces asked for.
    package func holdings(of wanted: (NamespaceID) -> Bool) -> [Holding] {
        places.values.flatMap { $0.filter { wanted($0.namespace) } }
    }

    /// Those that did not tell of themselves yet.
    package var unexamined: Set<NamespaceID> {
        Set(registry.records.filter { $0.value.facts == nil }.keys)
    }
}

/// Sums and lists, made when somebody asks.
extension Inventory {
    /// Takes in who is attended to, and who is not any more.
    /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
    package mutating func noteAttendance(now: Double) {
        let attendance = Attendance(registry.records)
        for (namespace, record) in registry.records {
            let isAttended = attendance.isAttended(namespace)
            let isNoted =
                isAttended ? record.wasAttended && record.unattendedSince == nil : record.unattendedSince != nil
            if !isNoted { registry.setUnattended(namespace, since: isAttended ? nil : now) }
        }
    }

    /// The sums as they stand.
    /// - Parameter now: seconds since 1970-01-01T00:00:00Z.
    package func totals(now: Double) -> Totals {
        var totals = Totals()
        totals.found = registry.found
        totals.added = registry.added
        totals.deleted = registry.deleted
        totals.processes = processes
        totals.unreadable = unreadable
        for (namespace, record) in registry.records {
            totals.held[namespace.type][record.holders.strongest ?? .unknown] += 1
        }
        totals.depth = Depths(registry.records).deepest
        totals.unattended = unattended(now)
        return totals
    }

    private func unattended(_ now: Double) -> PerType<Totals.Unattended>? {
        guard unreadable == 0 else { return nil }
        var sums = PerType(repeating: Totals.Unattended())
        for (namespace, record) in registry.records {
            if let since = record.unattendedSince { sums[namespace.type].add(since: since, now: now) }
        }
        return sums
    }

    /// Takes in since when an unattended namespace is pinned: it may be unattended since then, unless somebody was seen
    /// to attend to it later.
    package mutating func setPinned(_ namespace: NamespaceID, since: Double) {
        registry.setPinned(namespace, since: since)
    }

    /// Those that nobody attends to.
    package var unattended: [NamespaceID] {
        registry.records.filter { $0.value.unattendedSince != nil }.map(\.key)
    }

    /// All namespaces with the processes in them, in the order of tables.
    package func namespaces() -> [Namespace] {
        let depths = Depths(registry.records)
        var found: [NamespaceID: Namespace] = [:]
        found.reserveCapacity(registry.records.count)
        for (namespace, record) in registry.records {
            found[namespace] = Namespace(
                namespace, record, depth: depths.depth(of: namespace), tellsUnattended: unreadable == 0)
        }
        for (processID, seat) in seats {
            for link in NamespaceLink.allCases where seat.namespaces[link] != 0 {
                found[NamespaceID(link.type, seat.namespaces[link])]?.meet(processID, isMember: link.isMembership)
            }
        }
        for holding in places.values.joined() { found[holding.namespace]?.meet(holding.holder) }
        return found.values.sorted { $0.id < $1.id }
    }

    /// The processes in a namespace, in order; not those whose next child will be.
    package func members(of namespace: NamespaceID) -> [Int32] {
        let links = NamespaceLink.allCases.filter { $0.type == namespace.type && $0.isMembership }
        return seats.filter { entry in
            links.contains { entry.value.namespaces[$0] == namespace.inode }
        }.map(\.key).sorted()
    }

    /// Who holds a namespace, strongest first: all whom we know of.
    package func holders(of namespace: NamespaceID) -> [Holder] {
        var holders: [Holder] = []
        for (processID, seat) in seats {
            if seat.namespaces.contains(namespace) { holders.append(.process(processID)) }
        }
        holders += holdings { $0 == namespace }.map(\.holder)
        for (other, record) in registry.records {
            if record.facts?.owner == namespace || record.facts?.parent == namespace { holders.append(.child(other)) }
        }
        return holders.sorted()
    }
}

/// Ends.
extension Inventory {
    /// Whether nobody was left of some namespace since the round over all other places with this number began: only a
    /// new one tells whether it is held there.
    package func hasAbandoned(since deepRound: UInt64) -> Bool {
        registry.abandoned.contains { $0.value.look.deepRound >= deepRound && !$0.value.isMet }
    }

    /// The number of the round over all other places that is under way, or was last.
    package var deepRound: UInt64 { registry.look.deepRound }

    /// Takes in that a namespace is gone: the kernel said so, or its inode belongs to another by now.
    /// - Parameter successors: the processes that are known to be in that other one; all older findings were about the
    ///   one that is gone.
    package mutating func end(_ namespace: NamespaceID, successors: Set<Int32> = []) {
        guard let holders = registry.records[namespace]?.holders else { return }
        dropHoldings(of: namespace, holders)
        delete(namespace)
        guard holders[.process] > 0 else { return }
        for processID in seats.keys.sorted() {
            for link in NamespaceLink.allCases where link.type == namespace.type {
                guard seats[processID]?.namespaces[link] == namespace.inode else { continue }
                if successors.contains(processID) {
                    registry.link(namespace, .process(processID))
                } else {
                    seats[processID]?.namespaces[link] = 0
                }
            }
        }
    }

    /// With a mount namespace its mounts have ended.
    private mutating func delete(_ namespace: NamespaceID) {
        registry.delete(namespace)
        if namespace.type == .mnt { replace(.mounts(in: namespace.inode), with: []) }
    }

    private mutating func dropHoldings(of namespace: NamespaceID, _ holders: PerKind) {
        let kinds: [HolderKind] = [.thread, .fd, .socket, .mount]
        guard kinds.contains(where: { holders[$0] > 0 }) else { return }
        for (place, holdings) in places where holdings.contains(where: { $0.namespace == namespace }) {
            let rest = holdings.filter { $0.namespace != namespace }
            places[place] = rest.isEmpty ? nil : rest
        }
    }

    /// Ends what was abandoned before the last complete rounds began, over processes and over all other places: since
    /// then everybody was looked at, and nobody holds it. Not what this round found abandoned: it may have met somebody
    /// before he went there.
    /// - Parameters:
    ///   - isConclusive: whether the round over processes met everybody who came during it.
    ///   - deepRound: the last complete round over other places; nil where there are none to look at.
    ///   - lives: whether the kernel is known to say that it lives though nobody is seen to hold it.
    package mutating func endAbandoned(isConclusive: Bool, deepRound: UInt64?, lives: (NamespaceID) -> Bool) {
        let firstRound = isConclusive ? registry.look.round : registry.look.round - 1
        let ended = registry.abandoned.filter { namespace, abandonment in
            abandonment.look.round < firstRound && deepRound.map { abandonment.look.deepRound < $0 } ?? true
                && !lives(namespace)
        }
        for namespace in ended.keys.sorted() { delete(namespace) }
    }
}
