// `nsexporter check`: one look at everything, judged for a monitoring system.

internal import ArgumentParser
internal import Exporter

/// A monitoring plugin.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check how full each user's limits are, as a monitoring plugin: exit status 0 to 3, one line.",
        discussion: "Example: nsexporter check --warning 80% --critical 95%")

    @OptionGroup var paths: PathOptions

    @OptionGroup var charge: ChargeOptions

    @Option(
        name: [.long, .customShort("w")],
        help: ArgumentHelp(
            "A range outside of which a user's charges are warned of: percents of the limit, or numbers.",
            valueName: "range"))
    var warning = "80%"

    @Option(
        name: [.long, .customShort("c")],
        help: ArgumentHelp("A range outside of which they are critical.", valueName: "range"))
    var critical = "95%"

    func run() throws {
        let check: PluginCheck
        do {
            let thresholds = try PluginCheck.Thresholds(warning: warning, critical: critical)
            var configuration = try paths.configuration()
            configuration.setSources(["events": false, "inotify": try charge.countsInotify()], defaultsAreOn: true)
            check = try Survey(configuration).check(thresholds)
        } catch {
            // Plugins speak on standard output, and their statuses are no others'.
            try Console.print(PluginCheck.unknown("\(error)"))
            throw ExitCode(PluginCheck.Status.unknown.rawValue)
        }
        try Console.print(check.text)
        throw ExitCode(check.status.rawValue)
    }
}
