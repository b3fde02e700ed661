// `nsexporter list`: one look, printed.

internal import ArgumentParser
internal import Exporter

/// The list of namespaces.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the namespaces of this host, with how many processes are in each and the first of them.",
        discussion: "Example: nsexporter list --format json")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    @OptionGroup var paths: PathOptions

    @Option(help: ArgumentHelp("A table for people, or JSON for programs.", valueName: "format"))
    var format = Format.table

    func run() throws {
        var configuration = try paths.configuration()
        configuration.setSources(["events": false, "limits": false], defaultsAreOn: true)
        let list = try Survey(configuration).list
        switch format {
        case .table: try Console.print(list.table)
        case .json: try Console.print(list.json)
        }
    }
}
