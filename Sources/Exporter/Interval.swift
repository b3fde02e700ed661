// A length of time as flags write it, in the way of Go's durations: "30s", "1m30s", "250ms", "1h". Pure.

/// Reads durations.
enum Interval {
    private static let units: [(String, Int64)] = [("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)]

    /// Milliseconds; nil for anything that is no duration, or longer than a year.
    static func milliseconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest[number.endIndex...]
            guard let value = Double(number), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
                return nil
            }
            rest = rest.dropFirst(unit.0.count)
            total += value * Double(unit.1)
        }
        guard !text.isEmpty, total <= 365 * 86_400_000 else { return nil }
        return Int64(total)
    }
}
