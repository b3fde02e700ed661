// The figures that /metrics needs, kept as things change and never counted anew.

/// Sums over an Inventory.
package struct Totals: Equatable, Sendable {
    /// Namespaces found, the initial one included.
    package var found = PerType(repeating: 0)
    /// Identities seen to come since the first complete round.
    package var added = PerType(repeating: 0)
    /// Identities seen to go since the first complete round.
    package var deleted = PerType(repeating: 0)
    /// Processes in the last complete round, the unreadable ones included.
    package var processes = 0
    /// Processes of the last complete round whose links could not be read.
    package var unreadable = 0

    package init() {}
}
