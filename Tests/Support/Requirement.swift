// What a test needs of the machine beyond a compiler. Where it is missing the test is skipped, and says why; under CI
// nothing is skipped, so that what is missing fails.

package import Testing

/// A need that not every machine meets.
package enum Requirement: String, Sendable {
    case root = "needs root: it makes namespaces and mounts"

    /// The needs that CI may leave unmet, each with the reason. This is the one place to list them.
    private static let allowedToMissInCI: [Requirement: String] = [:]

    package var isMet: Bool {
        switch self {
        case .root: Machine.isRoot
        }
    }

    var isEnabled: Bool {
        isMet || (Machine.isCI && Self.allowedToMissInCI[self] == nil)
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips the test where the machine lacks what it needs, but not under CI.
    package static func requires(_ requirement: Requirement) -> ConditionTrait {
        .enabled(if: requirement.isEnabled, Comment(rawValue: requirement.rawValue))
    }
}
