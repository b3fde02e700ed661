// What a client would rather have, from the fields Accept and Accept-Encoding (RFC 9110, sections 12.4.2, 12.5.1 and
// 12.5.3). Pure. What is malformed is passed over: a wish is no reason to refuse.

/// One item of such a field.
package struct MediaRange: Equatable, Sendable {
    /// In lower case: "text/plain", "text/*", "*/*", or of Accept-Encoding "gzip", "identity", "*".
    package let name: String
    /// In lower case but for the values; "q" is not among them.
    package let parameters: [Field]
    /// 0, never, to 1.
    package let quality: Double

    /// The first value of a parameter.
    package func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// The items of all fields of that name, those wanted most first, equals in their order; those with q=0 are left
    /// out.
    package static func preferences(_ values: [String]) -> [MediaRange] {
        let all = values.flatMap { list in parts(of: list, at: UInt8(ascii: ",")).compactMap { MediaRange($0) } }
        let wanted = all.enumerated().filter { $0.element.quality > 0 }
        return wanted.sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }.map(\.element)
    }

    /// How much a coding is wanted (RFC 9110, section 12.5.3); nil where nothing is said of it.
    package static func quality(of coding: String, in values: [String]) -> Double? {
        let all = values.flatMap { list in parts(of: list, at: UInt8(ascii: ",")).compactMap { MediaRange($0) } }
        return (all.first { $0.name == coding } ?? all.first { $0.name == "*" })?.quality
    }

    private init?(_ text: Substring) {
        var parts = Self.parts(of: text, at: UInt8(ascii: ";")).map { String($0).trimmingWhitespace }
        let name = parts.removeFirst().lowercased()
        let halves = name.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2, halves.allSatisfy({ Array($0.utf8)[...].isToken }) else { return nil }
        var quality = 1.0
        var parameters: [Field] = []
        for part in parts where !part.isEmpty {
            guard let sign = part.firstIndex(of: "=") else { return nil }
            let key = part[..<sign].lowercased()
            let value = Self.unquoted(part[part.index(after: sign)...])
            if key != "q" {
                parameters.append(Field(name: key, value: value))
            } else if let number = Self.quality(value) {
                quality = number
            } else {
                return nil
            }
        }
        self.name = name
        self.parameters = parameters
        self.quality = quality
    }

    /// "0" or "1", and at most three digits behind a point (RFC 9110, section 12.4.2).
    private static func quality(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1"), bytes.count <= 5,
            bytes.count == 1 || bytes[1] == UInt8(ascii: "."), bytes.dropFirst(2).allSatisfy(\.isDigit)
        else { return nil }
        // "1." is as good as "1", and Double takes neither to be more.
        guard let number = Double(text.hasSuffix(".") ? String(text.dropLast()) : text), number <= 1 else { return nil }
        return number
    }

    /// Parts of a list; what stands in double quotes is not looked into.
    private static func parts(of text: some StringProtocol, at separator: UInt8) -> [Substring] {
        var parts: [Substring] = []
        var isQuoted = false
        var isEscaped = false
        let whole = Substring(text)
        var start = whole.startIndex
        // Bytes, not characters: all that matters is ASCII.
        for index in whole.utf8.indices {
            let byte = whole.utf8[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, byte == separator {
                parts.append(whole[start..<index])
                start = whole.utf8.index(after: index)
            }
        }
        parts.append(whole[start...])
        return parts
    }

    /// A quoted string's content (RFC 9110, section 5.6.4), or the token itself.
    private static func unquoted(_ text: Substring) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return String(text) }
        var value = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                value.append(character)
                isEscaped = false
            }
        }
        return value
    }
}
