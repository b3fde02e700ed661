// How `usage --explain` answers: would one more be made, and if not, which bucket on the way up is full. Pure.

internal import Linux
package import Namespaces

/// One more namespace of a type, as the kernel would charge it (kernel/ucount.c, inc_ucount).
package struct ChargeExplanation: Sendable {
    let type: NamespaceType
    /// All that it would be charged to, the maker's own bucket first.
    let buckets: [BucketUsage]
    /// The depth that it would have; nil for types that do not nest, and where it is not known.
    let depth: Int?
    /// What else refuses with the same words, as it stands; nil where nothing does, or it is not known.
    let besides: String?

    package init(_ type: NamespaceType, _ buckets: [BucketUsage], depth: Int?, besides: String? = nil) {
        self.besides = besides
        self.type = type
        self.buckets = buckets
        self.depth = depth
    }

    /// The first bucket that refuses: the kernel goes upwards from the maker's own.
    var full: BucketUsage? { buckets.first { $0.room == 0 } }

    private var isTooDeep: Bool {
        guard let depth, let maximum = type.maximumDepth else { return false }
        return depth > maximum
    }

    package var text: String {
        var table = TextTable([
            .init(title: "USERNS", isNumber: true), .init(title: "UID", isNumber: true),
            .init(title: "CHARGED", isNumber: true), .init(title: "LIMIT", isNumber: true),
            .init(title: "ROOM", isNumber: true), .init(title: ""),
        ])
        for usage in buckets {
            table.append([
                "\(usage.bucket.userNamespace.inode)", "\(UsageReport.mark(usage))\(usage.bucket.uid)",
                "\(usage.charge.count)", UsageReport.text(usage.limit), Self.room(usage), usage.room == 0 ? "full" : "",
            ])
        }
        return "\(verdict)\n\n\(table.text)" + (besides.map { "\n\($0)\n" } ?? "")
    }

    private static func room(_ usage: BucketUsage) -> String {
        guard let room = usage.room else { return "unknown" }
        return room == Int.max ? "any" : "\(room)"
    }

    private var verdict: String {
        if isTooDeep, let maximum = type.maximumDepth {
            return
                "One more \(type.name) namespace would fail (No space left on device): it would be nested deeper than "
                + "\(maximum) levels."
        }
        guard let full else { return success }
        let bucket = "user \(full.bucket.uid) in \(full.bucket.userNamespace)"
        if full.limit?.isDisabled == true {
            return
                "One more \(type.name) namespace would fail (No space left on device): max_\(type.name)_namespaces is "
                + "0 in \(full.bucket.userNamespace)."
        }
        return "One more \(type.name) namespace would fail (No space left on device): \(bucket) is charged "
            + "\(full.charge.count) of \(UsageReport.text(full.limit))."
    }

    /// The count is a lower bound, so room is an upper one.
    private var success: String {
        let rooms = buckets.map(\.room)
        guard let least = rooms.compactMap(\.self).min() else { return "What limits it is not known." }
        let unknown = rooms.count { $0 == nil }
        let made =
            unknown == 0
            ? "One more \(type.name) namespace would be made"
            : "As far as limits are known (\(unknown) on the way up are not), one more \(type.name) namespace would be "
                + "made"
        if least == Int.max { return "\(made): there is no limit." }
        return "\(made): there is room for \(least), less what nobody can find."
    }
}
