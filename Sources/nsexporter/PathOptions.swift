// The flags that every command has: where to look.

internal import ArgumentParser
internal import Exporter

/// Where the host's files are.
struct PathOptions: ParsableArguments {
    @Option(
        name: .flag(.procfs), help: ArgumentHelp("Where procfs is mounted. (default: /proc)", valueName: "path"))
    var procfs: String?

    /// A configuration with these paths and the defaults for the rest.
    func configuration() throws(UsageError) -> Configuration {
        var configuration = Configuration()
        if let path = procfs ?? EnvironmentFlags.value(.procfs) { try configuration.setProcPath(path) }
        return configuration
    }
}
