// A bucket as people ask for it: what is in it, what it may hold, and how full that makes it. A plain value.

/// A Bucket against its limit, for one kind.
package struct BucketUsage: Equatable, Sendable {
    package let kind: ChargedKind
    package let bucket: Bucket
    package let charge: Charge
    /// nil where it is not known.
    package let limit: Limit?

    package init(_ kind: ChargedKind, _ bucket: Bucket, _ charge: Charge, limit: Limit?) {
        self.kind = kind
        self.bucket = bucket
        self.charge = charge
        self.limit = limit
    }

    /// 1 is full; more is where the limit was lowered later. nil where the limit is unknown or none, or allows none.
    package var ratio: Double? { limit?.ratio(of: charge.count) }

    package var percent: Double? { limit?.percent(of: charge.count) }

    /// How many more the kernel allows here, at the most: fewer by what nobody can find. nil where that is not known;
    /// Int.max where there is no limit.
    package var room: Int? {
        guard let limit else { return nil }
        return limit.isUnlimited ? Int.max : max(0, Int(limit.value) - charge.count)
    }
}

extension BucketUsage: Comparable {
    /// The fullest first; those without a ratio last, the most charged of them first.
    package static func < (left: BucketUsage, right: BucketUsage) -> Bool {
        let (one, other) = (left.ratio ?? -1, right.ratio ?? -1)
        if one != other { return one > other }
        if left.charge.count != right.charge.count { return left.charge.count > right.charge.count }
        return left.kind == right.kind ? left.bucket < right.bucket : left.kind < right.kind
    }
}
