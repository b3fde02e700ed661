// The flags' names, once: on the command line and, in capitals, in the environment.

internal import ArgumentParser

/// A flag that takes a value or says yes.
enum FlagName: String, CaseIterable {
    case listenAddress = "web.listen-address"
    case telemetryPath = "web.telemetry-path"
    case disableExporterMetrics = "web.disable-exporter-metrics"
    case maxConnections = "web.max-connections"
    case maxRequests = "web.max-requests"
    case maxStreams = "web.max-streams"
    case systemdSocket = "web.systemd-socket"
    case procfs = "path.procfs"
    case reconcileInterval = "collector.reconcile-interval"
    case minScanInterval = "collector.min-scan-interval"
    case scanTimeout = "collector.scan-timeout"
    case disableDefaults = "collector.disable-defaults"
    case processes = "collector.processes"
    case threads = "collector.threads"
    case fds = "collector.fds"
    case sockets = "collector.sockets"
    case mounts = "collector.mounts"
    case hierarchy = "collector.hierarchy"
    case names = "collector.names"
    case limits = "collector.limits"
    case charges = "collector.charges"
    case chargesMaxUids = "collector.charges.max-uids"
    case inotify = "collector.inotify"
    case events = "collector.events"
    case logLevel = "log.level"
    case logFormat = "log.format"

    /// NSEXPORTER_WEB_LISTEN_ADDRESS and the like.
    var environmentName: String {
        Self.environmentPrefix + rawValue.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }

    static let environmentPrefix = "NSEXPORTER_"
}

extension NameSpecification {
    static func flag(_ flag: FlagName) -> NameSpecification {
        .customLong(flag.rawValue)
    }
}
