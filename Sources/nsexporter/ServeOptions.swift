// The flags of `serve`: their words for people, and how they become a Configuration.

internal import ArgumentParser
internal import Exporter

/// What `serve` can be told.
struct ServeOptions: ParsableArguments {
    @Option(
        name: .flag(.listenAddress),
        help: ArgumentHelp(
            "Address to listen on, such as :10068, [::1]:10068 or unix:/run/nsexporter.sock?mode=0660&group=adm; "
                + "repeatable. "
                + "(default: \(Configuration.defaultListenAddress))", valueName: "address"))
    var listenAddresses: [String] = []

    @Flag(
        name: .flag(.systemdSocket),
        help: "Serve only the sockets that systemd opened; without the flag they replace the default address.")
    var systemdSocket = false

    @Option(
        name: .flag(.telemetryPath),
        help: ArgumentHelp(
            "Path of the metrics. (default: \(Configuration.defaultTelemetryPath))", valueName: "path"))
    var telemetryPath: String?

    @Flag(
        name: .flag(.disableExporterMetrics),
        help: "Leave out the metrics about the exporter itself (nsexporter_*, process_*).")
    var disableExporterMetrics = false

    @Option(
        name: .flag(.maxConnections),
        help: ArgumentHelp(
            "Connections at once. (default: \(Configuration.defaultMaximumConnections))", valueName: "number"))
    var maxConnections: Int?

    @Option(
        name: .flag(.maxRequests),
        help: ArgumentHelp(
            "Requests that are answered at once; 0 for any number. (default: \(Configuration.defaultMaximumRequests))",
            valueName: "number"))
    var maxRequests: Int?

    @Option(
        name: .flag(.maxStreams),
        help: ArgumentHelp(
            "Live streams at once, at most 4 of them to one host; 0 for none. "
                + "(default: \(Configuration.defaultMaximumStreams))",
            valueName: "number"))
    var maxStreams: Int?

    @OptionGroup var paths: PathOptions

    @Option(
        name: .flag(.reconcileInterval),
        help: ArgumentHelp("Time between two looks at every process. (default: 30s)", valueName: "time"))
    var reconcileInterval: String?

    @Option(
        name: .flag(.minScanInterval),
        help: ArgumentHelp(
            "A scrape asks for a new look if the last one is older than this. (default: 5s)", valueName: "time"))
    var minScanInterval: String?

    @Option(
        name: .flag(.scanTimeout),
        help: ArgumentHelp(
            "A look that takes longer is cut short; nothing is deleted then. (default: 10s)", valueName: "time"))
    var scanTimeout: String?

    @Flag(name: .flag(.disableDefaults), help: "Turn off every source that is not asked for.")
    var disableDefaults = false

    @Flag(
        name: .flag(.processes), inversion: .prefixedNo,
        help: "Source: the namespaces of every process. (default: on)")
    var processes: Bool?

    @Flag(
        name: .flag(.threads), inversion: .prefixedNo,
        help: "Source: threads that are elsewhere than their processes. (default: on)")
    var threads: Bool?

    @Flag(
        name: .flag(.fds), inversion: .prefixedNo,
        help: "Source: descriptors on namespaces. (default: on)")
    var fds: Bool?

    @Flag(
        name: .flag(.sockets), inversion: .prefixedNo,
        help: "Source: sockets, each of which holds a network namespace. (default: on)")
    var sockets: Bool?

    @Flag(
        name: .flag(.mounts), inversion: .prefixedNo,
        help: "Source: namespaces mounted on files, in every mount namespace. (default: on)")
    var mounts: Bool?

    @Flag(
        name: .flag(.hierarchy), inversion: .prefixedNo,
        help: "Source: owners and parents of all namespaces. (default: on)")
    var hierarchy: Bool?

    @Flag(
        name: .flag(.names), inversion: .prefixedNo,
        help: "Source: names and ids of network namespaces. (default: on)")
    var names: Bool?

    @Flag(name: .flag(.limits), inversion: .prefixedNo, help: "Source: the limits in /proc/sys/user. (default: on)")
    var limits: Bool?

    @Flag(
        name: .flag(.charges), inversion: .prefixedNo,
        help: "Source: what each user is charged with, against the limits of all user namespaces. (default: on)")
    var charges: Bool?

    @Option(
        name: .flag(.chargesMaxUids),
        help: ArgumentHelp("The fullest users of each type that metrics name. (default: 3)", valueName: "number"))
    var chargesMaxUids: Int?

    @Flag(
        name: .flag(.inotify), inversion: .prefixedNo,
        help: "Source: inotify and fanotify objects of each user. (default: off)")
    var inotify: Bool?

    @Flag(
        name: .flag(.events), inversion: .prefixedNo,
        help: "Source: what the kernel announces of namespaces. (default: on)")
    var events: Bool?

    @Option(
        name: .flag(.logLevel),
        help: ArgumentHelp("Least level to log: debug, info, warn or error. (default: info)", valueName: "level"))
    var logLevel: String?

    @Option(
        name: .flag(.logFormat),
        help: ArgumentHelp(
            "Form of the log on standard error: logfmt or json. (default: logfmt)", valueName: "format"))
    var logFormat: String?

    /// The flags, and the environment where a flag is absent.
    func configuration() throws(UsageError) -> Configuration {
        var configuration = try paths.configuration()
        try configuration.setListenAddresses(
            listenAddresses.isEmpty ? EnvironmentFlags.values(.listenAddress) : listenAddresses)
        if let path = telemetryPath ?? EnvironmentFlags.value(.telemetryPath) {
            try configuration.setTelemetryPath(path)
        }
        if let number = try number(maxConnections, .maxConnections) { try configuration.setMaximumConnections(number) }
        if let number = try number(maxRequests, .maxRequests) { try configuration.setMaximumRequests(number) }
        if let number = try number(maxStreams, .maxStreams) { try configuration.setMaximumStreams(number) }
        if let number = try number(chargesMaxUids, .chargesMaxUids) { try configuration.setMaximumUsers(number) }
        if let time = reconcileInterval ?? EnvironmentFlags.value(.reconcileInterval) {
            try configuration.setReconcileInterval(time)
        }
        if let time = minScanInterval ?? EnvironmentFlags.value(.minScanInterval) {
            try configuration.setMinimumScanInterval(time)
        }
        if let time = scanTimeout ?? EnvironmentFlags.value(.scanTimeout) { try configuration.setScanTimeout(time) }
        if let level = logLevel ?? EnvironmentFlags.value(.logLevel) { try configuration.setLogLevel(level) }
        if let format = logFormat ?? EnvironmentFlags.value(.logFormat) { try configuration.setLogFormat(format) }
        configuration.needsInheritedSockets = try isOn(systemdSocket, .systemdSocket)
        configuration.showsExporterMetrics = try !isOn(disableExporterMetrics, .disableExporterMetrics)
        configuration.setSources(try choices(), defaultsAreOn: try !isOn(disableDefaults, .disableDefaults))
        return configuration
    }

    private func number(_ value: Int?, _ flag: FlagName) throws(UsageError) -> Int? {
        if let value { return value }
        guard let text = EnvironmentFlags.value(flag) else { return nil }
        guard let number = Int(text) else {
            throw UsageError("\(flag.environmentName) must be a whole number, not '\(text)'.")
        }
        return number
    }

    private func isOn(_ flag: Bool, _ name: FlagName) throws(UsageError) -> Bool {
        if flag { return true }
        return try EnvironmentFlags.choice(name) ?? false
    }

    private func choices() throws(UsageError) -> [String: Bool] {
        var choices: [String: Bool] = [:]
        for (flag, chosen) in [
            (FlagName.processes, processes), (.threads, threads), (.fds, fds), (.sockets, sockets), (.mounts, mounts),
            (.hierarchy, hierarchy), (.names, names), (.limits, limits), (.charges, charges),
            (.inotify, inotify), (.events, events),
        ] {
            let name = String(flag.rawValue.dropFirst("collector.".count))
            if let choice = chosen { choices[name] = choice } else { choices[name] = try EnvironmentFlags.choice(flag) }
        }
        return choices
    }
}
