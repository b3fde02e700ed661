// Metrics written straight into bytes, in Prometheus' text format
// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format) and in OpenMetrics 1.0.0
// (https://prometheus.io/docs/specs/om/open_metrics_spec/), which differ little.

/// Writes families.
package enum Writer {
    /// The last line of OpenMetrics.
    package static let end = Array("# EOF\n".utf8)

    /// Appends the families in their order. One without samples is left out whole: what is unknown is absent, not zero.
    package static func write(_ families: [MetricFamily], as dialect: Format.Dialect, into bytes: inout [UInt8]) {
        for family in families where !family.samples.isEmpty {
            writeHead(family, dialect, into: &bytes)
            for sample in family.samples {
                bytes.append(family.name)
                write(sample.labels, into: &bytes)
                bytes.append(" ")
                bytes.append(text(of: sample.value))
                bytes.append("\n")
            }
        }
    }

    private static func writeHead(_ family: MetricFamily, _ dialect: Format.Dialect, into bytes: inout [UInt8]) {
        let name = dialect == .text ? family.name : family.nameWithoutTotal
        bytes.append("# HELP \(name) ")
        bytes.append(family.help, escapingQuotes: dialect == .openMetrics)
        bytes.append("\n# TYPE \(name) \(family.kind.rawValue)\n")
        if dialect == .openMetrics, let unit = family.unit { bytes.append("# UNIT \(name) \(unit)\n") }
    }

    private static func write(_ labels: [Label], into bytes: inout [UInt8]) {
        guard !labels.isEmpty else { return }
        for (index, label) in labels.enumerated() {
            bytes.append(index == 0 ? "{" : ",")
            bytes.append(label.name)
            bytes.append("=\"")
            bytes.append(label.value, escapingQuotes: true)
            bytes.append("\"")
        }
        bytes.append("}")
    }

    /// As Go's strconv.ParseFloat reads it: whole numbers without a point, NaN, +Inf and -Inf by name.
    static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Below 2^53 every whole number is exact; above, Double's own shortest form is as good.
        if value == value.rounded(), value.magnitude < 0x1p53 { return String(Int64(value)) }
        return value.description
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: String) {
        append(contentsOf: text.utf8)
    }

    /// HELP escapes backslash and line feed; a label's value, and OpenMetrics' HELP, the double quote too.
    fileprivate mutating func append(_ text: String, escapingQuotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append(#"\\"#)
            case UInt8(ascii: "\n"): append(#"\n"#)
            case UInt8(ascii: "\"") where escapingQuotes: append(#"\""#)
            default: append(byte)
            }
        }
    }
}
