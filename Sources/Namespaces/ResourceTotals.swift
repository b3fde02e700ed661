// The figures that /metrics needs of inotify and fanotify objects. A plain value.

/// Sums over ResourceCharges, by resource; each has one.
package struct ResourceTotals: Equatable, Sendable {
    /// What the fullest user of the exporter's user namespace is charged with: it meets the limit.
    package var fullest: [UserResource: Int] = [:]
    /// Of all that is charged there, how much may have been counted more than once.
    package var indistinct: [UserResource: Int] = [:]

    package init() {}
}
