// Flags from the environment, for those that are absent on the command line: containers and units set variables more
// easily than arguments. A repeatable flag's values stand between commas.

internal import Exporter

/// Reads NSEXPORTER_ variables.
enum EnvironmentFlags {
    private static let variables = Environment.all.filter { $0.key.hasPrefix(FlagName.environmentPrefix) }

    /// The value; nil where the variable is absent or empty, which is how one takes it away in a unit or a container.
    static func value(_ flag: FlagName) -> String? {
        variables[flag.environmentName].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The values of a repeatable flag; an empty one among them is a value too, and as wrong as it would be after the
    /// flag.
    static func values(_ flag: FlagName) -> [String] {
        value(flag).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
    }

    /// Yes or no, as one writes it; nil where the variable is absent.
    static func choice(_ flag: FlagName) throws(UsageError) -> Bool? {
        guard let text = value(flag) else { return nil }
        switch text.lowercased() {
        case "1", "true", "yes": return true
        case "0", "false", "no": return false
        default: throw UsageError("\(flag.environmentName) must be true or false, not '\(text)'.")
        }
    }

    /// Variables that look like ours and mean nothing: misspelt ones, as a rule.
    static var unknown: [String] {
        let known = Set(FlagName.allCases.map(\.environmentName))
        return variables.keys.filter { !known.contains($0) }.sorted()
    }
}
