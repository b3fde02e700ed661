// `nsexporter inspect`: one look at everything, and one thing of it told in full.

internal import ArgumentParser
internal import Exporter

/// What a process is in, or what keeps a namespace alive.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell which namespaces a process is in, or what keeps a namespace alive.",
        discussion: """
            Example: nsexporter inspect 1234
            Example: nsexporter inspect blue
            Example: nsexporter inspect net:[4026532179]
            """)

    @Argument(
        help: ArgumentHelp(
            "A process, a name such as those in /run/netns, or a namespace as /proc/PID/ns shows it.",
            valueName: "pid|name|type:[inode]"))
    var target: String

    @OptionGroup var paths: PathOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let target = try InspectTarget(target)
        var configuration = try paths.configuration()
        configuration.setSources(["events": false, "limits": false], defaultsAreOn: true)
        let survey = try Survey(configuration)
        for caveat in survey.caveats { Console.complain(caveat) }
        switch target {
        case .process(let processID):
            let report = try survey.report(on: processID)
            try Console.print(output.format == .json ? report.json : Array(report.text.utf8))
        case .namespace(let namespace):
            try print([try survey.report(on: namespace)])
        case .name(let name):
            try print(try survey.reports(named: name))
        }
    }

    private func print(_ reports: [NamespaceReport]) throws {
        for (index, report) in reports.enumerated() {
            switch output.format {
            case .json: try Console.print(report.json)
            case .table: try Console.print((index == 0 ? "" : "\n") + report.text)
            }
        }
    }
}
