// Rebuilds the kernel's own count of namespaces, which it shows nowhere (kernel/ucount.c, inc_ucount): a namespace is
// charged to who made it, in the user namespace that owns it, and to who made each user namespace above that. Pure.
//
// Above the first bucket all is exact. Who made a namespace the kernel tells of user namespaces only: of the others the
// first bucket's uid is an estimate. The count is a lower bound: an anonymous mount namespace is charged, and one held
// by a descriptor in flight or by an open file's credentials alone, and nobody finds them.

/// The charges of all namespaces that are known.
package struct Ledger: Sendable {
    private let facts: [NamespaceID: NamespaceFacts]
    private(set) package var charges = PerType(repeating: [Bucket: Charge]())
    /// Namespaces that are charged to somebody who is not known, wholly or at some level: the kernel did not tell us.
    private(set) package var unattributed = PerType(repeating: 0)
    /// The buckets above each user namespace that was asked for, nearest first.
    private var chains: [NamespaceID: Chain] = [:]

    /// The buckets that whatever is made in a user namespace is charged to besides its own.
    private struct Chain {
        var buckets: [Bucket] = []
        /// Whether it leads up to the initial user namespace, or to the exporter's own: what is above that is not ours
        /// to see.
        var isWhole = true
    }

    /// - Parameters:
    ///   - facts: of all namespaces that are known; nil of those that could not be asked.
    ///   - top: the user namespace that the exporter is in.
    ///   - uncharged: those that the kernel made for itself.
    package init(_ facts: [NamespaceID: NamespaceFacts], top: NamespaceID, uncharged: Set<NamespaceID> = []) {
        self.facts = facts
        chains[top] = Chain()
        for namespace in facts.keys where !namespace.isInitial && !uncharged.contains(namespace) && namespace != top {
            charge(namespace)
        }
    }

    private mutating func charge(_ namespace: NamespaceID) {
        guard let owner = facts[namespace]?.owner else {
            unattributed[namespace.type] += 1
            return
        }
        let creator = creator(of: namespace, in: owner)
        let chain = chain(of: owner)
        if creator == nil || !chain.isWhole { unattributed[namespace.type] += 1 }
        if let creator {
            let isEstimated = namespace.type != .user
            add(Charge(count: 1, estimated: isEstimated ? 1 : 0), to: Bucket(owner, uid: creator), namespace.type)
        }
        for bucket in chain.buckets { add(Charge(count: 1), to: bucket, namespace.type) }
    }

    private mutating func add(_ charge: Charge, to bucket: Bucket, _ type: NamespaceType) {
        charges[type][bucket, default: Charge()].count += charge.count
        charges[type][bucket, default: Charge()].estimated += charge.estimated
    }

    /// Who made it: told of a user namespace; of others taken to be who made its owner, which is right for all that a
    /// user makes in a user namespace of his own, or 0 where the owner is the initial one, where that takes privilege.
    private func creator(of namespace: NamespaceID, in owner: NamespaceID) -> UInt32? {
        if namespace.type == .user { return facts[namespace]?.ownerUserID }
        return owner.isInitial ? 0 : facts[owner]?.ownerUserID
    }

    private mutating func chain(of userNamespace: NamespaceID) -> Chain {
        if let known = chains[userNamespace] { return known }
        var way: [(NamespaceID, Bucket)] = []
        var current = userNamespace
        var isWhole = true
        // The kernel nests no deeper; more steps than that are no chain of user namespaces.
        while chains[current] == nil, !current.isInitial, isWhole {
            guard way.count <= NamespaceType.user.maximumDepth ?? 0, let parent = facts[current]?.parent,
                let uid = facts[current]?.ownerUserID
            else {
                isWhole = false
                break
            }
            way.append((current, Bucket(parent, uid: uid)))
            current = parent
        }
        var chain = chains[current] ?? Chain(isWhole: isWhole)
        chains[current] = chain
        for (namespace, bucket) in way.reversed() {
            chain.buckets.insert(bucket, at: 0)
            chains[namespace] = chain
        }
        return chain
    }
}

/// Questions.
extension Ledger {
    /// All that one more namespace, made by `bucket`, would be charged to: itself first, then upwards.
    /// - Returns: nil where the way up is not known to its end.
    package mutating func buckets(from bucket: Bucket) -> [Bucket]? {
        let chain = chain(of: bucket.userNamespace)
        return chain.isWhole ? [bucket] + chain.buckets : nil
    }

    /// The buckets that a known namespace is charged to, nearest first; empty for one that is charged to nobody known.
    package mutating func buckets(of namespace: NamespaceID) -> [Bucket] {
        guard let owner = facts[namespace]?.owner else { return [] }
        let first = creator(of: namespace, in: owner).map { [Bucket(owner, uid: $0)] } ?? []
        return first + chain(of: owner).buckets
    }

    /// All that something made by `bucket` is charged to, as far up as that is known.
    package mutating func chargeable(from bucket: Bucket) -> [Bucket] {
        [bucket] + chain(of: bucket.userNamespace).buckets
    }

    package func charge(_ type: NamespaceType, _ bucket: Bucket) -> Charge {
        charges[type][bucket] ?? Charge()
    }

    /// The buckets of a user namespace with what they are charged, fullest first.
    package func charges(_ type: NamespaceType, in userNamespace: NamespaceID) -> [(bucket: Bucket, charge: Charge)] {
        charges[type].filter { $0.key.userNamespace == userNamespace }
            .map { (bucket: $0.key, charge: $0.value) }
            .sorted { ($1.charge.count, $0.bucket) < ($0.charge.count, $1.bucket) }
    }
}
