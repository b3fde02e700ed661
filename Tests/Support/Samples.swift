// A scraped exposition, for asking what a sample says.

/// Samples by their text before the value, such as `linux_namespaces{nstype="net"}`.
package struct Samples: Sendable {
    private let values: [String: Double]

    package init(_ text: String) {
        var values: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let space = line.lastIndex(of: " ") else { continue }
            values[String(line[..<space])] = Double(line[line.index(after: space)...])
        }
        self.values = values
    }

    package subscript(sample: String) -> Double? { values[sample] }
}
