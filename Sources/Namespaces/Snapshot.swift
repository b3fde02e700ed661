// What stood at one moment, for readers: it never changes after it was made, so that any thread may read it.

/// The host's namespaces and limits after a complete look.
package struct Snapshot: Equatable, Sendable {
    /// When the last complete round over all processes ended, in seconds since 1970-01-01T00:00:00Z; nil before.
    package var time: Double?
    /// nil until a round was complete.
    package var totals: Totals?
    /// nil until they were read.
    package var limits: Limits?
    /// nil until they were reckoned.
    package var charges: ChargeTotals?
    /// nil until they were read.
    package var resources: ResourceTotals?
    /// nil until they were read.
    package var names: NameCounts?
    /// Mounts in the fullest mount namespace; nil until some were counted.
    package var fullestMounts: Int?
    /// fs.mount-max: how many mounts one mount namespace may have; nil where it is unknown.
    package var mountLimit: Int?
    /// nil until a round was complete.
    package var visibility: Visibility?
    /// The types that this kernel has; nil where that is unknown.
    package var kernelTypes: Set<NamespaceType>?

    package init(
        time: Double? = nil, totals: Totals? = nil, limits: Limits? = nil, kernelTypes: Set<NamespaceType>? = nil
    ) {
        self.time = time
        self.totals = totals
        self.limits = limits
        self.kernelTypes = kernelTypes
    }

    /// Whether the type is there to be counted: the kernel is known to have it, or one was found, now or earlier.
    package func has(_ type: NamespaceType) -> Bool {
        if kernelTypes?.contains(type) == true { return true }
        guard let totals else { return false }
        return totals.found[type] > 0 || totals.added[type] > 0 || totals.deleted[type] > 0
    }

    /// The limit on a type; nil where it is unknown, and where the kernel lacks the type: it has the files of some
    /// types that it was built without (kernel/ucount.c).
    package func limit(_ type: NamespaceType) -> Limit? {
        kernelTypes == nil || has(type) ? limits?.namespaces[type] : nil
    }
    /// The same of any kind.
    package func limit(_ kind: ChargedKind) -> Limit? {
        guard case .namespaces(let type) = kind else { return limits?.limit(kind) }
        return limit(type)
    }
}
