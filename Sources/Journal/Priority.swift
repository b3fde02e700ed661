// How serious an entry is, in syslog's eight steps (syslog(3)); swift-log's seven map onto them.

internal import Logging

/// A syslog priority.
enum Priority: Int, Sendable {
    case emergency, alert, critical, error, warning, notice, info, debug

    init(_ level: Logger.Level) {
        switch level {
        case .trace, .debug: self = .debug
        case .info: self = .info
        case .notice: self = .notice
        case .warning: self = .warning
        case .error: self = .error
        case .critical: self = .critical
        }
    }

    /// As `--log.level` and logfmt name it.
    var name: String {
        switch self {
        case .emergency, .alert, .critical, .error: "error"
        case .warning: "warn"
        case .notice, .info: "info"
        case .debug: "debug"
        }
    }
}
