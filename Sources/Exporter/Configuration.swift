// Everything that flags decide, as one value; and how the text of a flag becomes part of it.

internal import HTTP
internal import Journal
internal import Logging
internal import Monitor

/// The settings of `serve`.
package struct Configuration: Sendable {
    /// The port of `--web.listen-address` where none is given. It is to be registered in Prometheus' list of default
    /// port allocations when the exporter is published.
    static let defaultPort: UInt16 = 10068

    /// Empty where none was given.
    private(set) var listenAddresses: [ListenAddress] = []
    /// `--web.systemd-socket`: only sockets that a service manager opened are served.
    package var needsInheritedSockets = false
    private(set) var telemetryPath = "/metrics"
    /// False by `--web.disable-exporter-metrics`: process_ and nsexporter_ families are left out.
    package var showsExporterMetrics = true
    private(set) var serverLimits = ServerLimits()
    private(set) var monitor = MonitorConfiguration()
    private(set) var logLevel = Logger.Level.info
    private(set) var logFormat = LogFormat.logfmt

    package init() {}

    package static let defaultListenAddress = ":\(defaultPort)"
    package static let defaultTelemetryPath = Configuration().telemetryPath
    package static let defaultMaximumConnections = ServerLimits().connections
    package static let defaultMaximumRequests = ServerLimits().requests
    package static let defaultMaximumStreams = ServerLimits().streams

    /// `--web.listen-address`, each time it was given.
    package mutating func setListenAddresses(_ texts: [String]) throws(UsageError) {
        var addresses: [ListenAddress] = []
        for text in texts {
            guard let address = ListenAddress(text) else {
                throw UsageError(
                    "The listen address '\(text)' is none: it must look like ':10068', '127.0.0.1:10068', "
                        + "'[::1]:10068' or 'unix:/run/nsexporter.sock?mode=0660&group=adm'.")
            }
            addresses.append(address)
        }
        if !addresses.isEmpty { listenAddresses = addresses }
    }

    /// The hosts that the listen addresses name.
    var hosts: [String] {
        listenAddresses.compactMap { address in
            if case .inet(let host, _) = address, !host.isEmpty { host } else { nil }
        }
    }

    /// `--web.telemetry-path`.
    package mutating func setTelemetryPath(_ path: String) throws(UsageError) {
        let isPlain = path.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"?#%".utf8.contains($0) }
        guard path.hasPrefix("/"), isPlain, !Routes.reservedPaths.contains(path) else {
            throw UsageError(
                "The telemetry path '\(path)' cannot be served: it must begin with '/', hold no white space, '?', '#' "
                    + "or '%', and be no other path of the exporter.")
        }
        telemetryPath = path
    }

    /// `--web.max-connections`.
    package mutating func setMaximumConnections(_ number: Int) throws(UsageError) {
        guard (1...65_536).contains(number) else {
            throw UsageError("The number of connections must be from 1 to 65536, not \(number).")
        }
        serverLimits.connections = number
    }

    /// `--web.max-requests`: 0 for any number.
    package mutating func setMaximumRequests(_ number: Int) throws(UsageError) {
        guard (0...65_536).contains(number) else {
            throw UsageError("The number of requests must be from 0 to 65536, not \(number).")
        }
        serverLimits.requests = number
    }

    /// `--web.max-streams`: 0 for none.
    package mutating func setMaximumStreams(_ number: Int) throws(UsageError) {
        guard (0...1_024).contains(number) else {
            throw UsageError("The number of streams must be from 0 to 1024, not \(number).")
        }
        serverLimits.streams = number
    }

    /// `--path.procfs`.
    package mutating func setProcPath(_ path: String) throws(UsageError) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw UsageError("The procfs path '\(path)' must be absolute.")
        }
        monitor.procPath = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// `--collector.reconcile-interval`.
    package mutating func setReconcileInterval(_ text: String) throws(UsageError) {
        // Each round costs about 30 µs a process: more often than this is a busy loop on a large host.
        monitor.reconcileMilliseconds = try Self.milliseconds(text, flag: "collector.reconcile-interval", least: 100)
    }

    /// `--collector.min-scan-interval`.
    package mutating func setMinimumScanInterval(_ text: String) throws(UsageError) {
        monitor.minimumScanMilliseconds = try Self.milliseconds(text, flag: "collector.min-scan-interval", least: 0)
    }

    /// `--collector.scan-timeout`.
    package mutating func setScanTimeout(_ text: String) throws(UsageError) {
        monitor.scanTimeoutMilliseconds = try Self.milliseconds(text, flag: "collector.scan-timeout", least: 1)
    }

    /// `--collector.charges.max-uids`.
    package mutating func setMaximumUsers(_ number: Int) throws(UsageError) {
        guard (0...1_000).contains(number) else {
            throw UsageError("The number of uids must be from 0 to 1000, not \(number).")
        }
        monitor.maximumUsers = number
    }

    private static func milliseconds(_ text: String, flag: String, least: Int64) throws(UsageError) -> Int64 {
        guard let value = Interval.milliseconds(text), value >= least else {
            throw UsageError("--\(flag) must be a time such as '30s', at least \(least)ms, not '\(text)'.")
        }
        return value
    }

    /// `--collector.disable-defaults`, `--collector.NAME` and `--no-collector.NAME`.
    /// - Parameter choices: by the sources' names; one that is absent has its default.
    package mutating func setSources(_ choices: [String: Bool], defaultsAreOn: Bool) {
        monitor.sources = Set(
            SourceName.allCases.filter { choices[$0.rawValue] ?? (defaultsAreOn && SourceName.defaults.contains($0)) })
    }

    /// The groups of families that are not turned off.
    var familyGroups: Set<FamilyGroup> {
        var groups: Set<FamilyGroup> = [.namespaces]
        for (source, group) in [
            (SourceName.limits, FamilyGroup.limits), (.charges, .charges), (.inotify, .charges), (.mounts, .mounts),
            (.names, .names), (.events, .events),
        ] where monitor.sources.contains(source) { groups.insert(group) }
        if showsExporterMetrics { groups.insert(.exporter) }
        return groups
    }

    /// `--log.level`: debug, info, warn or error.
    package mutating func setLogLevel(_ text: String) throws(UsageError) {
        let levels: [String: Logger.Level] = ["debug": .debug, "info": .info, "warn": .warning, "error": .error]
        guard let level = levels[text] else {
            throw UsageError("The log level must be debug, info, warn or error, not '\(text)'.")
        }
        logLevel = level
    }

    /// `--log.format`: logfmt or json.
    package mutating func setLogFormat(_ text: String) throws(UsageError) {
        guard let format = LogFormat(rawValue: text) else {
            throw UsageError("The log format must be logfmt or json, not '\(text)'.")
        }
        logFormat = format
    }
}
