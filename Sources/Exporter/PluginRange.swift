// The ranges of monitoring plugins (Monitoring Plugins Development Guidelines, "Threshold and Ranges"). Pure.

/// A range that a figure should stay in, or, after "@", stay out of.
package struct PluginRange: Equatable, Sendable {
    /// Whether its numbers are percents of the limit, rather than namespaces.
    let isPercent: Bool
    private let start: Double
    private let end: Double
    private let alertsInside: Bool
    private let text: String

    /// "10" (0 to 10), "10:", "~:10", "10:20", "@10:20"; each number may end in "%", then all must.
    package init(_ text: String, flag: String) throws(UsageError) {
        let misuse = UsageError(
            "--\(flag) must be a range such as '80%', '~:80%' or '@90%:100%', or the same of numbers, not '\(text)'.")
        let bounds = text.hasPrefix("@") ? text.dropFirst() : text[...]
        let parts = bounds.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let last = parts.last, let end = Self.number(last, none: .infinity) else { throw misuse }
        var start = 0.0
        if parts.count == 2 {
            guard let first = parts[0] == "~" ? -.infinity : Self.number(parts[0], none: 0) else { throw misuse }
            start = first
        } else if last.isEmpty {
            throw misuse
        }
        let percents = parts.filter { $0.hasSuffix("%") }.count
        let numbers = parts.filter { !$0.isEmpty && $0 != "~" }.count
        guard start <= end, percents == 0 || percents == numbers else { throw misuse }
        self.start = start
        self.end = end
        self.text = text
        isPercent = percents > 0
        alertsInside = text.hasPrefix("@")
    }

    /// A decimal number that is not negative, with or without "%"; `none` where there is nothing.
    private static func number(_ text: Substring, none: Double) -> Double? {
        if text.isEmpty { return none }
        let digits = text.hasSuffix("%") ? text.dropLast() : text
        guard
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") })
        else { return nil }
        return Double(digits)
    }

    /// Whether the figure is to be told of.
    func alerts(_ figure: Double) -> Bool {
        (start...end).contains(figure) == alertsInside
    }

    /// As performance data has it: without the sign of percents, which stands at the figure.
    var performanceText: String { text.filter { $0 != "%" } }
}
