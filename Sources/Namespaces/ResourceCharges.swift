// The kernel's own count of inotify and fanotify objects, rebuilt as the Ledger rebuilds that of namespaces: by the
// same rule, in the same buckets. Pure.

/// The charges of all notification groups that are known.
package struct ResourceCharges: Equatable, Sendable {
    private(set) package var charges: [UserResource: [Bucket: Charge]] = [:]

    /// - Parameter ledger: knows what is above each user namespace.
    package init(_ groups: [NotificationGroup], _ ledger: inout Ledger) {
        for group in groups {
            let buckets = ledger.chargeable(from: group.bucket)
            for (resource, count) in group.counts where count > 0 {
                for (index, bucket) in buckets.enumerated() {
                    var charge = charges[resource]?[bucket] ?? Charge()
                    charge.count += count
                    if index == 0 { charge.estimated += count }
                    if !group.isDistinct { charge.indistinct += count }
                    charges[resource, default: [:]][bucket] = charge
                }
            }
        }
    }

    /// What the fullest user of a user namespace is charged with.
    package func totals(in userNamespace: NamespaceID) -> ResourceTotals {
        var totals = ResourceTotals()
        for resource in UserResource.allCases {
            let all = charges[resource] ?? [:]
            let ours = all.filter { $0.key.userNamespace == userNamespace }.values
            totals.fullest[resource] = ours.map(\.count).max() ?? 0
            totals.indistinct[resource] = ours.reduce(0) { $0 + $1.indistinct }
        }
        return totals
    }
}
