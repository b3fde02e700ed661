// What the Monitor is told to watch, and how often.

/// The Monitor's settings, each with the flag it comes from.
package struct MonitorConfiguration: Equatable, Sendable {
    /// `--path.procfs`.
    package var procPath = "/proc"
    /// `--collector.reconcile-interval`.
    package var reconcileMilliseconds: Int64 = 30_000
    /// `--collector.min-scan-interval`.
    package var minimumScanMilliseconds: Int64 = 5_000
    /// `--collector.scan-timeout`: a look that takes longer is cut short.
    package var scanTimeoutMilliseconds: Int64 = 10_000
    /// `--collector.charges.max-uids`: users of each type that are told by their uids.
    package var maximumUsers = 3
    /// `--collector.NAME` and `--no-collector.NAME`.
    package var sources: Set<SourceName> = SourceName.defaults

    package init() {}
}
