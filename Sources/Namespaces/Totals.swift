// The figures that /metrics needs of namespaces: a fixed number of them, however many namespaces there are.

/// Sums over an Inventory.
package struct Totals: Equatable, Sendable {
    /// Namespaces found, the initial one included.
    package var found = PerType(repeating: 0)
    /// The same by their strongest holder; sums to `found`.
    package var held = PerType(repeating: PerKind())
    /// Identities seen to come since the first complete round.
    package var added = PerType(repeating: 0)
    /// Identities seen to go since the first complete round.
    package var deleted = PerType(repeating: 0)
    /// Processes in the last complete round, the unreadable ones included.
    package var processes = 0
    /// Processes of the last complete round whose links could not be read.
    package var unreadable = 0
    /// Those that nobody attends to; nil while processes are unreadable, who may.
    package var unattended: PerType<Unattended>?
    /// How deep the deepest is nested below the initial one, which is at 0; only of types that nest, where known.
    package var depth = PerType<Int?>(repeating: nil)

    /// Unattended namespaces of a type.
    package struct Unattended: Equatable, Sendable {
        package var count = 0
        /// Those unattended for longer than an hour.
        package var old = 0
        /// Since when the oldest is so (seconds since 1970-01-01T00:00:00Z); nil where there is none.
        package var oldest: Double?

        package init() {}

        /// Counts one more.
        mutating func add(since: Double, now: Double) {
            count += 1
            if now - since > Self.oldSeconds { old += 1 }
            oldest = min(oldest ?? since, since)
        }

        /// An hour: what is made and torn down in the ordinary course of things is gone long before.
        private static let oldSeconds: Double = 3600
    }

    package init() {}
}
