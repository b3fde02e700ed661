// `nsexporter usage`: one look at everything, and how full each limit is.

internal import ArgumentParser
internal import Exporter

/// What each user is charged with.
struct Usage: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how full each user's limits are, or why one more namespace would be refused.",
        discussion: """
            Example: nsexporter usage
            Example: nsexporter usage --explain net --uid 1000
            """)

    @OptionGroup var paths: PathOptions

    @OptionGroup var charge: ChargeOptions

    @Option(
        help: ArgumentHelp(
            "Tell whether one more of this type could be made, and what would refuse it.", valueName: "type"))
    var explain: String?

    @Option(help: ArgumentHelp("With --explain: who would make it. (default: who asks)", valueName: "uid"))
    var uid: UInt32?

    @Option(
        help: ArgumentHelp(
            "With --explain: the user namespace that would own it. (default: the one here)", valueName: "inode"))
    var userns: UInt32?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let question = try explain.map { try UsageQuestion(type: $0, uid: uid, userNamespace: userns) }
        if question == nil, uid != nil || userns != nil {
            throw UsageError("--uid and --userns say who is meant by --explain.")
        }
        if question != nil, output.format == .json { throw UsageError("--explain answers in words only.") }
        var configuration = try paths.configuration()
        configuration.setSources(["events": false, "inotify": try charge.countsInotify()], defaultsAreOn: true)
        try Answer.print(try Survey(configuration)) { survey in
            if let question { return Array(try survey.explanation(of: question).text.utf8) }
            let report = survey.usage()
            return output.format == .json ? report.json : Array(report.table(withBars: Console.isTerminal).utf8)
        }
    }
}
