// Sets what is charged against what is allowed: the Ledger of each round, and the limits that its buckets have.

internal import Linux
internal import NSFS
internal import Namespaces
internal import ProcFS

/// The source `charges`.
struct ChargesSource: Sendable {
    private struct Judgement {
        let generation: UInt64
        let isKernels: Bool
    }

    private var users: FullestUsers
    private var foreign: ForeignLimits
    /// Whether the kernel made a namespace for threads of its own, asked once of each.
    private var judgements: [NamespaceID: Judgement] = [:]
    private(set) var totals: ChargeTotals?
    /// What the last round reckoned.
    private(set) var ledger: Ledger?
    private(set) var report = SourceReport(name: .charges)
    private var hasToldRefusal = false

    init(procPath: String, maximumUsers: Int) {
        users = FullestUsers(count: maximumUsers)
        foreign = ForeignLimits(procPath: procPath)
    }

    /// Reckons anew.
    /// - Parameters:
    ///   - top: the user namespace that we are in.
    ///   - share: of the limits of other user namespaces, how many are to be read again.
    /// - Throws: why not all is known, once.
    mutating func reckon(
        _ inventory: borrowing Inventory, below proc: borrowing Directory, top: NamespaceID, share: Double
    ) throws(SystemError) {
        let start = Clock.monotonic
        defer { report.seconds = Clock.monotonic.seconds(since: start) }
        report.succeeded = false
        var failure: SystemError?
        do throws(SystemError) {
            try foreign.read(inventory, below: proc, ours: top, share: share)
        } catch {
            failure = error
        }
        let ledger = reckoned(inventory, below: proc, top: top)
        totals = sum(ledger, top: top, now: start)
        self.ledger = ledger
        if let failure { throw failure }
        report.succeeded = true
        if let refusal = foreign.refusal, !hasToldRefusal {
            hasToldRefusal = true
            throw refusal
        }
    }

    /// There was nothing to reckon from.
    mutating func fail() {
        report.succeeded = false
    }

    /// What all known namespaces are charged to.
    private mutating func reckoned(
        _ inventory: borrowing Inventory, below proc: borrowing Directory, top: NamespaceID
    ) -> Ledger {
        let facts = inventory.allFacts
        judge(facts.keys, inventory, below: proc)
        let kernels = Set(judgements.filter(\.value.isKernels).keys)
        return Ledger(facts, top: top, uncharged: kernels.union(initial(inventory)))
    }

    /// The limits of a user namespace other than ours; nil where they are not known.
    func limits(of userNamespace: NamespaceID) -> Limits? {
        foreign[userNamespace]
    }

    private mutating func sum(_ ledger: Ledger, top: NamespaceID, now: Clock.Moment) -> ChargeTotals {
        var totals = ChargeTotals()
        totals.unattributed = ledger.unattributed
        for type in NamespaceType.allCases {
            let ours = ledger.charges(type, in: top)
            totals.users[type] = users.show(type, ours, now: Double(now.nanoseconds) / 1e9)
            totals.fullest[type] = ours.first?.charge.count ?? 0
            totals.userCount[type] = ours.count
            totals.estimated[type] = ledger.charges[type].values.reduce(0) { $0 + $1.estimated }
            totals.childRatio[type] = childRatio(ledger, type, top)
        }
        return totals
    }

    private func childRatio(_ ledger: Ledger, _ type: NamespaceType, _ top: NamespaceID) -> Double? {
        var fullest: Double?
        for (bucket, charge) in ledger.charges[type] where bucket.userNamespace != top {
            guard let ratio = foreign[bucket.userNamespace]?.namespaces[type]?.ratio(of: charge.count) else { continue }
            fullest = max(fullest ?? 0, ratio)
        }
        return fullest
    }
}

/// What the kernel made for itself.
extension ChargesSource {
    /// Before Linux 6.18 the initial net and mnt namespaces have no fixed inodes: process 2, kthreadd, is in them.
    private func initial(_ inventory: borrowing Inventory) -> [NamespaceID] {
        guard judgements.values.contains(where: \.isKernels), let links = inventory.namespaces(of: 2) else { return [] }
        return NamespaceLink.allCases.filter { links[$0] != 0 }.map { NamespaceID($0.type, links[$0]) }
    }

    /// The first process that a namespace is seen with tells: no kernel thread enters one that others made, nor does
    /// one come later to what nobody is in.
    private mutating func judge(
        _ known: some Collection<NamespaceID>, _ inventory: borrowing Inventory, below proc: borrowing Directory
    ) {
        judgements = judgements.filter { inventory.generation(of: $0.key) == $0.value.generation }
        // As a rule nothing is new, and no process need be looked at.
        var new = Set(known.filter { !$0.isInitial && judgements[$0] == nil })
        if new.isEmpty { return }
        for (namespace, witnesses) in inventory.witnesses(of: new.contains) {
            new.remove(namespace)
            // Who has ended meanwhile leaves it to the next round.
            guard let witness = witnesses.first, let generation = inventory.generation(of: namespace),
                let stat = try? ProcessStat.read(witness.processID, below: proc)
            else { continue }
            judgements[namespace] = Judgement(generation: generation, isKernels: stat.isKernelThread)
        }
        for namespace in new {
            guard let generation = inventory.generation(of: namespace) else { continue }
            judgements[namespace] = Judgement(generation: generation, isKernels: false)
        }
    }
}
