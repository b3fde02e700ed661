// The flags of the commands that tell what users are charged with.

internal import ArgumentParser
internal import Exporter

/// What to count besides namespaces.
struct ChargeOptions: ParsableArguments {
    @Flag(
        name: .flag(.inotify), inversion: .prefixedNo,
        help: "Count inotify and fanotify objects too. (default: no)")
    var inotify: Bool?

    /// The flag, and the environment where it is absent.
    func countsInotify() throws(UsageError) -> Bool {
        if let inotify { return inotify }
        return try EnvironmentFlags.choice(.inotify) ?? false
    }
}
