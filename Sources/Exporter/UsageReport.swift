// How `usage` shows buckets: a table for people, JSON for programs. Pure.

internal import JSON
internal import Linux
package import Namespaces

/// Buckets, the fullest first.
package struct UsageReport: Sendable {
    /// A bucket with what people know it by.
    package struct Row: Sendable {
        package let usage: BucketUsage
        /// The user's name; nil where the uid has none.
        package let user: String?
        /// The units or containers that own most of it, with how much each, the most first.
        package let units: [(unit: String, count: Int)]

        package init(_ usage: BucketUsage, user: String?, units: [(unit: String, count: Int)]) {
            self.usage = usage
            self.user = user
            self.units = units
        }
    }

    /// Units that a line of the table names.
    private static let shownUnits = 3
    private static let barWidth = 20

    let rows: [Row]

    package init(_ rows: [Row]) {
        self.rows = rows.sorted { $0.usage < $1.usage }
    }

    /// - Parameter withBars: a bar a line, for terminals.
    package func table(withBars: Bool) -> String {
        var columns: [TextTable.Column] = [
            .init(title: "TYPE"), .init(title: "USERNS", isNumber: true), .init(title: "UID", isNumber: true),
            .init(title: "USER"), .init(title: "CHARGED", isNumber: true), .init(title: "LIMIT", isNumber: true),
            .init(title: "USED", isNumber: true),
        ]
        if withBars { columns.append(.init(title: "")) }
        columns.append(.init(title: "UNITS"))
        var table = TextTable(columns)
        for row in rows { table.append(cells(row, withBars).map(TerminalText.harmless)) }
        return table.text + notes
    }

    private var notes: String {
        var notes = ""
        let estimated = rows.reduce(0) { $0 + $1.usage.charge.estimated }
        if estimated > 0 {
            notes += "~ Who made \(estimated) of these is estimated: the kernel tells it of user namespaces only.\n"
        }
        if rows.contains(where: { $0.usage.charge.indistinct > 0 }) {
            notes += "≤ Some of these may have been counted more than once: the kernel did not tell them apart.\n"
        }
        return notes
    }

    private func cells(_ row: Row, _ withBars: Bool) -> [String] {
        let usage = row.usage
        var cells = [
            usage.kind.name, "\(usage.bucket.userNamespace.inode)", "\(Self.mark(usage))\(usage.bucket.uid)",
            row.user ?? "", "\(Self.bound(usage))\(usage.charge.count)", Self.text(usage.limit),
            Self.percent(usage),
        ]
        if withBars { cells.append(Self.bar(usage.ratio)) }
        let units = row.units.prefix(Self.shownUnits).map { "\($0.unit) (\($0.count))" }
        return cells + [units.joined(separator: ", ")]
    }

    /// What stands before a uid that is not told by the kernel for all that is charged to it.
    static func mark(_ usage: BucketUsage) -> String {
        usage.charge.estimated > 0 ? "~" : ""
    }

    /// What stands before a count that may be too high.
    static func bound(_ usage: BucketUsage) -> String {
        usage.charge.indistinct > 0 ? "≤" : ""
    }

    static func text(_ limit: Limit?) -> String {
        guard let limit else { return "unknown" }
        return limit.isUnlimited ? "unlimited" : limit.isDisabled ? "disabled" : "\(limit.value)"
    }

    /// Rounded down, so that 100% is full and nothing less.
    static func percent(_ usage: BucketUsage) -> String {
        usage.percent.map { "\(Int($0))%" } ?? ""
    }

    private static func bar(_ ratio: Double?) -> String {
        guard let ratio else { return "" }
        let filled = min(barWidth, Int(ratio * Double(barWidth)))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
    }

    /// `{"buckets": [{"type", "userNamespace", "uid", "user", "charged", "estimated", "indistinct", "limit", "ratio",
    /// "units"}]}` and a line feed; `units` are `{"unit", "charged"}`. A limit that is none is absent, and so are the
    /// ratio to it and `indistinct` where all were told apart.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("buckets")
            object.array { array in for row in rows { Self.write(row, to: &array) } }
        }
        writer.newline()
        return writer.bytes
    }

    private static func write(_ row: Row, to writer: inout JSONWriter) {
        let usage = row.usage
        writer.object { object in
            object.member("type", usage.kind.name)
            object.member("userNamespace", usage.bucket.userNamespace.inode)
            object.member("uid", usage.bucket.uid)
            object.member("user", row.user)
            object.member("charged", usage.charge.count)
            object.member("estimated", usage.charge.estimated)
            object.member("indistinct", usage.charge.indistinct > 0 ? usage.charge.indistinct : nil)
            object.member("limit", usage.limit.flatMap { $0.isUnlimited ? nil : $0.value })
            if let ratio = usage.ratio {
                object.key("ratio")
                object.number(ratio)
            }
            object.key("units")
            object.array { array in
                for unit in row.units {
                    array.object { object in
                        object.member("unit", unit.unit)
                        object.member("charged", unit.count)
                    }
                }
            }
        }
    }
}
