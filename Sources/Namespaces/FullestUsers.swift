// Which users are shown by name in metrics: the fullest few, and whoever was among them a short while ago. Without that
// a series would come and go with each namespace that two users of the same fullness make in turn.

/// The users shown, of one type each.
package struct FullestUsers: Sendable {
    /// Once shown, a user is shown for this long, even if he has nothing left.
    package static let keptSeconds: Double = 600

    /// How many of the fullest are shown.
    private let count: Int
    /// When each shown user was last among the fullest (seconds on a clock that never goes back).
    private var lastAmong = PerType(repeating: [UInt32: Double]())

    package init(count: Int) {
        self.count = count
    }

    /// The users to show now, in the order of their uids. Those who were shown and are past their time are forgotten.
    /// At most `count` new ones join at each call, and the fullest drive out the longest gone where that would be more
    /// than four times as many: a bound on series, whatever happens.
    package mutating func show(
        _ type: NamespaceType, _ charges: [(bucket: Bucket, charge: Charge)], now: Double
    ) -> [ChargeTotals.User] {
        var shown = lastAmong[type].filter { now - $0.value < Self.keptSeconds }
        for entry in charges.prefix(count) { shown[entry.bucket.uid] = now }
        let newest = shown.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4 * count)
        lastAmong[type] = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
        let charged = Dictionary(uniqueKeysWithValues: charges.map { ($0.bucket.uid, $0.charge.count) })
        return newest.map(\.key).sorted().map { ChargeTotals.User(uid: $0, charged: charged[$0] ?? 0) }
    }
}
