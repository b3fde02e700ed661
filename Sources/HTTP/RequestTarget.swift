// What a request asks for: path and query, decoded (RFC 9112, section 3.2). Pure.

/// A request target in one of the two forms that GET and HEAD may have.
struct RequestTarget {
    let path: String
    let query: [Field]
    /// Of an absolute target; it overrides the field Host.
    let host: String?

    init(_ bytes: ArraySlice<UInt8>, method: String) throws(Refusal) {
        // "#" never reaches a server (RFC 9110, section 7.1); the other bytes of no URI are white space, controls, DEL
        // and what is not ASCII.
        guard !bytes.isEmpty, bytes.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw Refusal(.badRequest, "The target holds a character that no URI has.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        var rest = text[...]
        var host: String?
        if !text.hasPrefix("/") {
            if text == "*", method == "OPTIONS" {
                (path, query, self.host) = ("/", [], nil)
                return
            }
            guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else {
                throw Refusal(.badRequest, "The target must be a path or an absolute URI.")
            }
            let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
            guard Authority.isValid(String(authority)) else {
                throw Refusal(.badRequest, "The target's host is malformed.")
            }
            host = String(authority)
            rest = text[authority.endIndex...]
        }
        let pathEnd = rest.firstIndex(of: "?") ?? rest.endIndex
        let path = try Self.decoded(rest[..<pathEnd], plusIsSpace: false)
        self.path = path.isEmpty ? "/" : path
        self.host = host
        query = try Self.query(rest[pathEnd...].dropFirst())
    }

    private static func query(_ text: Substring) throws(Refusal) -> [Field] {
        var items: [Field] = []
        for item in text.split(separator: "&") {
            let nameEnd = item.firstIndex(of: "=") ?? item.endIndex
            items.append(
                Field(
                    name: try decoded(item[..<nameEnd], plusIsSpace: true),
                    value: try decoded(item[nameEnd...].dropFirst(), plusIsSpace: true)))
        }
        return items
    }

    /// Undoes percent-encoding (RFC 3986, section 2.1) and, in a query, the "+" of forms. A NUL is refused: nothing
    /// here has a name with one.
    private static func decoded(_ text: Substring, plusIsSpace: Bool) throws(Refusal) -> String {
        var decoded: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = bytes.next()?.hexValue, let low = bytes.next()?.hexValue, high | low != 0 else {
                    throw Refusal(.badRequest, "The target holds a malformed percent-escape.")
                }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(.space)
            default: decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
