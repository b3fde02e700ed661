// The first line of a request: method, target, version (RFC 9112, section 3). Pure.

/// A request line's three parts.
struct RequestLine {
    let method: String
    let target: ArraySlice<UInt8>
    /// Of HTTP/1: 0, or 1 for that and anything later (RFC 9110, section 2.5).
    let minorVersion: Int

    init(_ line: ArraySlice<UInt8>) throws(Refusal) {
        let parts = line.split(separator: .space, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Refusal(.badRequest, "The request line must be a method, a target and a version.")
        }
        guard parts[0].isToken else { throw Refusal(.badRequest, "The method is malformed.") }
        method = String(decoding: parts[0], as: UTF8.self)
        target = parts[1]
        minorVersion = try Self.minorVersion(parts[2])
    }

    /// "HTTP/" DIGIT "." DIGIT, in upper case.
    private static func minorVersion(_ text: ArraySlice<UInt8>) throws(Refusal) -> Int {
        let bytes = Array(text)
        guard bytes.count == 8, bytes.starts(with: "HTTP/".utf8), bytes[5].isDigit, bytes[6] == UInt8(ascii: "."),
            bytes[7].isDigit
        else { throw Refusal(.badRequest, "The version is malformed.") }
        guard bytes[5] == UInt8(ascii: "1") else {
            throw Refusal(.versionNotSupported, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        }
        return bytes[7] == UInt8(ascii: "0") ? 0 : 1
    }
}
