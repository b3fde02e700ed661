// `check`: what a monitoring system is answered (Monitoring Plugins Development Guidelines): one line, performance
// data, an exit status. Pure.

internal import Linux
package import Namespaces

/// A check of buckets against two ranges.
package struct PluginCheck: Sendable {
    /// The exit statuses.
    package enum Status: Int32, Sendable {
        case ok = 0
        case warning, critical, unknown

        var name: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// Thresholds; both of percents or both of namespaces.
    package struct Thresholds: Sendable {
        let warning: PluginRange
        let critical: PluginRange

        package init(warning: String, critical: String) throws(UsageError) {
            self.warning = try PluginRange(warning, flag: "warning")
            self.critical = try PluginRange(critical, flag: "critical")
            guard self.warning.isPercent == self.critical.isPercent else {
                throw UsageError("--warning and --critical must both be percents, or both be numbers.")
            }
        }
    }

    private let thresholds: Thresholds
    private let rows: [UsageReport.Row]
    private let worstCases: [BucketUsage]
    private let blindness: String?

    /// - Parameters:
    ///   - worstCases: what buckets would be if what is charged to nobody known were charged to them.
    ///   - blindness: why figures may be too low; nil where all is seen.
    package init(
        _ thresholds: Thresholds, _ report: UsageReport, worstCases: [BucketUsage] = [], blindness: String?
    ) {
        self.thresholds = thresholds
        self.blindness = blindness
        self.worstCases = worstCases
        rows = report.rows
    }

    package var status: Status {
        uncertainty == nil ? known : .unknown
    }

    /// As far as figures tell.
    private var known: Status {
        rows.map { status($0.usage) }.max { $0.rawValue < $1.rawValue } ?? .ok
    }

    /// Why the known status may be wrong; nil where it cannot be.
    private var uncertainty: String? {
        if let blindness { return blindness }
        // Nothing is worse than critical.
        if known == .critical { return nil }
        let unread = Set(rows.filter { $0.usage.limit == nil }.map(\.usage.bucket.userNamespace))
        if thresholds.warning.isPercent, !unread.isEmpty {
            return "limits that are not known: those of \(unread.count) user namespaces"
        }
        guard worstCases.contains(where: { status($0).rawValue > known.rawValue }) else { return nil }
        return "of some namespaces it is not known whom they are charged to"
    }

    /// The line, line feed included.
    package var text: String {
        let words = "\(BuildInformation.name.uppercased()) \(status.name) - \(TerminalText.harmless(sentence))"
        return performance.isEmpty ? "\(words)\n" : "\(words) | \(performance)\n"
    }

    /// The line where there is nothing to judge.
    package static func unknown(_ reason: some CustomStringConvertible) -> String {
        "\(BuildInformation.name.uppercased()) \(Status.unknown.name) - \(TerminalText.harmless("\(reason)"))\n"
    }

    private func status(_ usage: BucketUsage) -> Status {
        guard let figure = figure(usage) else { return .ok }
        if thresholds.critical.alerts(figure) { return .critical }
        return thresholds.warning.alerts(figure) ? .warning : .ok
    }

    /// nil where there is no limit to compare with: limit 0 is a policy, and unlimited has no ratio.
    private func figure(_ usage: BucketUsage) -> Double? {
        thresholds.warning.isPercent ? usage.percent : Double(usage.charge.count)
    }

    /// The worst, and of equals the fullest.
    private var worst: UsageReport.Row? {
        rows.first { status($0.usage) == known && figure($0.usage) != nil }
    }

    private var sentence: String {
        guard let worst else {
            return (rows.isEmpty ? "no user is charged with anything" : "nobody has a limit to compare with") + blind
        }
        let usage = worst.usage
        let name = worst.user.map { " (\($0))" } ?? ""
        let user = "user \(UsageReport.mark(usage))\(usage.bucket.uid)\(name) of \(usage.bucket.userNamespace)"
        let percent = usage.ratio == nil ? "" : " (\(UsageReport.percent(usage)))"
        return "\(user) is charged with \(UsageReport.bound(usage))\(usage.charge.count) \(usage.kind.plural) of "
            + "\(UsageReport.text(usage.limit))\(percent)\(blind)"
    }

    private var blind: String { uncertainty.map { "; \($0)" } ?? "" }

    /// The fullest bucket of each kind: 'label'=value[UOM];[warn];[crit];[min];[max].
    private var performance: String {
        let unit = thresholds.warning.isPercent ? "%" : ""
        let ranges = "\(thresholds.warning.performanceText);\(thresholds.critical.performanceText);0"
        return ChargedKind.allCases.compactMap { kind in
            let figures = rows.filter { $0.usage.kind == kind }.compactMap { figure($0.usage) }
            guard let figure = figures.max() else { return nil }
            let value = unit.isEmpty ? "\(Int(figure))" : "\((figure * 100).rounded() / 100)"
            return "\(kind.name)=\(value)\(unit);\(ranges)"
        }.joined(separator: " ")
    }
}
