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
        configuration.setSources(["events": false, "limits": false, "charges": false], defaultsAreOn: true)
        try Answer.print(try Survey(configuration)) { survey in
            switch target {
            case .process(let processID): return bytes(of: try survey.report(on: processID))
            case .namespace(let namespace): return bytes(of: [try survey.report(on: namespace)])
            case .name(let name): return bytes(of: try survey.reports(named: name))
            }
        }
    }

    private func bytes(of report: ProcessReport) -> [UInt8] {
        output.format == .json ? report.json : Array(report.text.utf8)
    }

    /// A name may be given to several: in each folder of names to one.
    private func bytes(of reports: [NamespaceReport]) -> [UInt8] {
        switch output.format {
        case .json: reports.flatMap(\.json)
        case .table: Array(reports.map(\.text).joined(separator: "\n").utf8)
        }
    }
}
