// `nsexporter list`: one look, printed.

internal import ArgumentParser
internal import Exporter

/// The list of namespaces.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the namespaces of this host, with what keeps each alive.",
        discussion: """
            NPROCS is 0 where no process is in the namespace; PID is then one that holds it.
            Example: nsexporter list --type net --format json
            """)

    @OptionGroup var paths: PathOptions

    @Option(help: ArgumentHelp("Only this type, such as net; repeatable.", valueName: "type"))
    var type: [String] = []

    @Option(
        help: ArgumentHelp("Only those whose strongest holder is this, such as mount; repeatable.", valueName: "holder")
    )
    var holder: [String] = []

    @Flag(help: "Only those that nobody attends to: no process is in them, or in what they keep alive.")
    var unattended = false

    @Flag(help: "Whole command lines, rather than names of processes.")
    var full = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let filter = try NamespaceFilter(types: type, holders: holder, unattended: unattended)
        var configuration = try paths.configuration()
        configuration.setSources(["events": false, "limits": false, "charges": false], defaultsAreOn: true)
        try Answer.print(try Survey(configuration)) { survey in
            let list = try survey.list(filter, withCommandLines: full)
            return output.format == .json ? list.json : Array(list.table.utf8)
        }
    }
}
