// A metric with its samples, before it is written in any format. It knows nothing of what is measured.

/// All samples of one metric name.
package struct MetricFamily: Equatable, Sendable {
    /// The kinds that are used; the text format knows more.
    package enum Kind: String, Sendable {
        case counter, gauge
    }

    /// [a-zA-Z_:][a-zA-Z0-9_:]*; a counter's ends in _total.
    package let name: String
    package let help: String
    package let kind: Kind
    package private(set) var samples: [Sample] = []

    /// A counter's name in OpenMetrics, whose samples alone have the ending.
    package var nameWithoutTotal: String {
        kind == .counter && name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
    }

    /// The unit that the name ends with; nil for a plain number.
    package var unit: String? {
        ["seconds", "bytes"].first { nameWithoutTotal.hasSuffix("_\($0)") }
    }

    package init(_ name: String, _ kind: Kind, help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// A family with a single sample that has no labels.
    package init(_ name: String, _ kind: Kind, help: String, value: Double) {
        self.init(name, kind, help: help)
        add(value)
    }

    package mutating func add(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
        samples.append(Sample(labels: labels.map { Label(name: $0.key, value: $0.value) }, value: value))
    }
}
