// The formats that metrics can be asked for in, with the media types that name them
// (https://prometheus.io/docs/instrumenting/content_negotiation/).

/// A format, as it is told in the field Content-Type.
package struct Format: Equatable, Sendable {
    /// What the bytes look like: versions that differ in their media type only have the same.
    package enum Dialect: CaseIterable, Sendable {
        /// Prometheus' text format.
        case text
        /// OpenMetrics 1.0.0.
        case openMetrics
    }

    /// How names would be escaped that are no legal names of old. Ours all are: it is told, and changes nothing.
    package enum Escaping: String, CaseIterable, Sendable {
        case allowUTF8 = "allow-utf-8"
        case underscores, dots, values
    }

    package let dialect: Dialect
    /// The whole media type.
    package let contentType: String

    /// What everybody reads.
    package static let text004 = Format(dialect: .text, contentType: "text/plain; version=0.0.4; charset=utf-8")

    /// The format's first version that tells its escaping.
    package static func text100(_ escaping: Escaping) -> Format {
        Format(
            dialect: .text, contentType: "text/plain; version=1.0.0; charset=utf-8; escaping=\(escaping.rawValue)")
    }

    /// - Parameters:
    ///   - version: "1.0.0", or "0.0.1", of which 1.0.0 is a subset.
    ///   - escaping: nil where nobody asked for one.
    package static func openMetrics(version: String, _ escaping: Escaping?) -> Format {
        let told = escaping.map { "; escaping=\($0.rawValue)" } ?? ""
        return Format(
            dialect: .openMetrics,
            contentType: "application/openmetrics-text; version=\(version); charset=utf-8\(told)")
    }
}
