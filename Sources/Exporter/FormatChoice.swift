// Which format a client gets for what its Accept says, and whether it is compressed. Pure. Nobody is refused: who asks
// for what there is not gets the format that everybody reads.

internal import Exposition
internal import HTTP

/// A choice.
struct FormatChoice: Equatable, Sendable {
    let format: Format
    let isCompressed: Bool

    init(_ request: Request) {
        format = Self.format(MediaRange.preferences(request.values(of: "accept")))
        isCompressed = Self.isCompressed(request.values(of: "accept-encoding"))
    }

    private static func format(_ preferences: [MediaRange]) -> Format {
        preferences.lazy.compactMap(format).first ?? .text004
    }

    /// The format that an item asks for, where there is one.
    private static func format(_ range: MediaRange) -> Format? {
        let escaping = range.parameter("escaping").flatMap(Format.Escaping.init)
        switch (range.name, range.parameter("version")) {
        case ("*/*", _), ("text/*", _), ("text/plain", nil), ("text/plain", "0.0.4"): return .text004
        case ("text/plain", "1.0.0"): return .text100(escaping ?? .underscores)
        case ("application/openmetrics-text", "1.0.0"): return .openMetrics(version: "1.0.0", escaping)
        // Prometheus' own library takes one without a version for 0.0.1 (common/expfmt/encode.go).
        case ("application/openmetrics-text", nil), ("application/openmetrics-text", "0.0.1"):
            return .openMetrics(version: "0.0.1", escaping)
        default: return nil
        }
    }

    /// Where both are wanted alike the shorter one is sent.
    private static func isCompressed(_ encodings: [String]) -> Bool {
        guard let gzip = MediaRange.quality(of: "gzip", in: encodings), gzip > 0 else { return false }
        let identity = MediaRange.quality(of: "identity", in: encodings) ?? 0
        return gzip >= identity
    }
}
