// The environment of the process (environ(7)), as it was at start.

internal import Linux

/// The environment.
package enum Environment {
    /// All variables; of one that is set twice the first counts, as for getenv(3).
    package static var all: [String: String] { Host.environment }
}
