// `nsexporter serve`, and `nsexporter` alone: the daemon.

internal import ArgumentParser
internal import Exporter

/// The daemon.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve metrics of this host's namespaces, and write what happens to them to the journal.",
        discussion: "Example: nsexporter serve --web.listen-address=127.0.0.1:10068")

    @OptionGroup var options: ServeOptions

    func run() throws {
        try Application.serve(try options.configuration())
    }
}
