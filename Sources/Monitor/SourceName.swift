// The sources that fill the Inventory, by the names of their flags and of the label `collector`.

/// A source.
package enum SourceName: String, CaseIterable, Sendable {
    /// The namespaces of every process: /proc/PID/ns.
    case processes
    /// /proc/sys/user.
    case limits
    /// What the kernel announces by itself: the feeds.
    case events
}
