// What stood at one moment, for readers: it never changes after it was made, so that any thread may read it.

/// The host's namespaces and limits after a complete look.
package struct Snapshot: Equatable, Sendable {
    /// When the last complete round over all processes ended, in seconds since 1970-01-01T00:00:00Z; nil before.
    package let time: Double?
    /// nil until a round was complete.
    package let totals: Totals?
    /// nil until they were read.
    package let limits: Limits?

    package init(time: Double?, totals: Totals?, limits: Limits?) {
        self.time = time
        self.totals = totals
        self.limits = limits
    }

    /// Whether this kernel has the type: a process shows one, or there is a limit on it.
    package func has(_ type: NamespaceType) -> Bool {
        (totals?.found[type] ?? 0) > 0 || limits?.namespaces[type] != nil
    }
}
