// What became of the entries, for the metrics.

/// Counts since start.
package struct JournalCounts: Equatable, Sendable {
    /// Entries that the journal took.
    package var entries: UInt64 = 0
    /// Entries left out because more came than could be written.
    package var suppressed: UInt64 = 0
    /// Entries that the journal refused; they went to standard error.
    package var failures: UInt64 = 0

    package init() {}
}
