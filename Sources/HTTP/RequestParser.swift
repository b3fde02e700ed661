// Reads one request's head to the letter of RFC 9112 and RFC 9110. Pure: bytes in, a request or a refusal out. Framing
// is judged before anything else: a request whose end two readers could see in different places is refused whatever it
// asks.

/// The parser.
package enum RequestParser {
    package enum Outcome: Equatable, Sendable {
        /// The head is not complete.
        case incomplete
        /// A request, and how many bytes its head took.
        case request(Request, bytes: Int)
        case refused(Refusal)
    }

    /// Judges the bytes received so far.
    package static func parse(_ bytes: [UInt8]) -> Outcome {
        do throws(Refusal) {
            // One empty line before a request is tolerated (RFC 9112, section 2.2).
            let start = bytes.starts(with: [.carriageReturn, .lineFeed]) ? 2 : 0
            guard let end = try headEnd(bytes, from: start) else { return .incomplete }
            let lines = try lines(of: bytes[start..<end])
            return .request(try request(of: lines), bytes: end)
        } catch {
            return .refused(error)
        }
    }

    /// Where the head ends, past its empty line; nil when it has not come yet.
    private static func headEnd(_ bytes: [UInt8], from start: Int) throws(Refusal) -> Int? {
        var lineStart = start
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == .lineFeed {
                guard index > start, bytes[index - 1] == .carriageReturn else {
                    throw Refusal(.badRequest, "A line must end with CR and LF.")
                }
                // Only the two bytes of its end: the empty line.
                if index - lineStart == 1 {
                    guard lineStart > start else { throw Refusal(.badRequest, "The request line is empty.") }
                    return try checked(index + 1 - start, index + 1)
                }
                lineStart = index + 1
            }
            if lineStart == start, index - start >= RequestLimits.lineBytes {
                throw Refusal(.uriTooLong, "The request line is longer than \(RequestLimits.lineBytes) bytes.")
            }
        }
        _ = try checked(bytes.count - start, 0)
        return nil
    }

    private static func checked(_ headBytes: Int, _ end: Int) throws(Refusal) -> Int {
        guard headBytes <= RequestLimits.headBytes else {
            throw Refusal(
                .headerFieldsTooLarge, "The header is longer than \(RequestLimits.headBytes) bytes.")
        }
        return end
    }

    /// The head's lines without their ends and without the empty one. Every LF here has its CR before it; a CR without
    /// LF, a NUL or any other control character but a tab has no place in a head.
    private static func lines(of head: ArraySlice<UInt8>) throws(Refusal) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        for line in head.split(separator: .lineFeed, omittingEmptySubsequences: true) {
            let text = line.dropLast()
            guard text.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == .tab }) else {
                throw Refusal(.badRequest, "The header holds a control character.")
            }
            if !text.isEmpty { lines.append(text) }
        }
        return lines
    }

    private static func request(of lines: [ArraySlice<UInt8>]) throws(Refusal) -> Request {
        guard let first = lines.first else { throw Refusal(.badRequest, "The request line is empty.") }
        let line = try RequestLine(first)
        guard lines.count - 1 <= RequestLimits.fields else {
            throw Refusal(.headerFieldsTooLarge, "There are more than \(RequestLimits.fields) header fields.")
        }
        var fields: [Field] = []
        for text in lines.dropFirst() { fields.append(try field(of: text)) }
        let head = RequestHead(fields: fields, minorVersion: line.minorVersion)
        let hasContent = try head.hasContent()
        let host = try head.host()
        try head.checkExpectation()
        let target = try RequestTarget(line.target, method: line.method)
        return Request(
            method: line.method, path: target.path, query: target.query, fields: fields,
            host: target.host ?? host, isPersistent: head.isPersistent && !hasContent,
            isVersion10: line.minorVersion == 0, hasContent: hasContent)
    }

    /// RFC 9112, section 5: a token, a colon right behind it, a value between optional white space.
    private static func field(of line: ArraySlice<UInt8>) throws(Refusal) -> Field {
        guard let first = line.first, first != .space, first != .tab else {
            throw Refusal(.badRequest, "A header field must not be folded over lines.")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw Refusal(.badRequest, "A header field has no colon.")
        }
        let name = line[..<colon]
        guard name.isToken else { throw Refusal(.badRequest, "A header field's name is malformed.") }
        let value = line[(colon + 1)...].trimmingWhitespace
        return Field(
            name: String(decoding: name, as: UTF8.self).lowercased(), value: String(decoding: value, as: UTF8.self))
    }
}
