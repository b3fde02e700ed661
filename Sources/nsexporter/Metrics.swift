// `nsexporter metrics`: one exposition on standard output, as a textfile collector or a curious reader wants it.

internal import ArgumentParser
internal import Exporter

/// One exposition.
struct Metrics: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the metrics once, in Prometheus' text format.",
        discussion: "Example: nsexporter metrics | promtool check metrics")

    @OptionGroup var paths: PathOptions

    @OptionGroup var charge: ChargeOptions

    @Flag(
        name: .flag(.disableExporterMetrics),
        help: "Leave out the metrics about the exporter itself (nsexporter_*, process_*).")
    var disableExporterMetrics = false

    func run() throws {
        var configuration = try paths.configuration()
        configuration.setSources(["events": false, "inotify": try charge.countsInotify()], defaultsAreOn: true)
        let isOff = try disableExporterMetrics || EnvironmentFlags.choice(.disableExporterMetrics) ?? false
        let survey = try Survey(configuration)
        for complaint in survey.complaints { Console.complain(complaint) }
        try Console.print(survey.metrics(showsExporter: !isOff))
    }
}
