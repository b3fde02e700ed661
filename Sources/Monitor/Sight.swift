// How far we can see, as found out once at the start: for the log. What follows from it is told with every publication
// (Visibility).

/// What the kernel offers, and what we lack.
package struct Sight: Equatable, Sendable {
    /// Features of the kernel that were tried and worked, by the names of the log.
    package var features: [String] = []
    /// Those that it lacks or refuses to us.
    package var missing: [String] = []
    /// What keeps us from seeing everything, and what that costs, a sentence each.
    package var complaints: [String] = []

    package init() {}
}
