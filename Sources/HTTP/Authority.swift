// A host and perhaps a port, as in the field Host: judged as text, never resolved. Pure.

internal import Linux

/// host [":" port] (RFC 3986, section 3.2, without userinfo).
package struct Authority: Equatable, Sendable {
    /// In lower case; an IPv6 literal without its brackets.
    package let host: String
    package let port: UInt16?

    package init?(_ text: String) {
        let hostEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<bracket].lowercased()
            hostEnd = text.index(after: bracket)
            guard case .inet6? = SocketAddress(literal: host, port: 0) else { return nil }
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<hostEnd].lowercased()
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
        }
        let rest = text[hostEnd...]
        if rest.isEmpty {
            port = nil
        } else {
            let digits = rest.dropFirst()
            guard rest.hasPrefix(":"), digits.utf8.allSatisfy(\.isDigit) else { return nil }
            // An empty port is the default one (RFC 3986, section 3.2.3).
            guard digits.isEmpty || UInt16(digits) != nil else { return nil }
            port = UInt16(digits)
        }
    }

    package static func isValid(_ text: String) -> Bool {
        Authority(text) != nil
    }

    /// "localhost" or a literal address of the loopback interface: names that no foreign name server can point here.
    package var isLoopback: Bool {
        host == "localhost" || SocketAddress(literal: host, port: 0)?.isLoopback ?? false
    }

    /// reg-name (RFC 3986, section 3.2.2): unreserved, sub-delims and "%".
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=%".utf8.contains(byte)
        }
    }
}
