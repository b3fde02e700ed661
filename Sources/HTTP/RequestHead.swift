// What a request's fields say of its framing, its host and its connection (RFC 9112, sections 3.2, 6 and 9). Pure.

/// A request's fields, seen together.
struct RequestHead {
    let fields: [Field]
    let minorVersion: Int

    private func values(of name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    /// Whether content follows the head; throws where its length is in doubt.
    func hasContent() throws(Refusal) -> Bool {
        let codings = values(of: "transfer-encoding")
        let lengths = values(of: "content-length")
        if !codings.isEmpty {
            guard lengths.isEmpty else {
                throw Refusal(.badRequest, "Transfer-Encoding and Content-Length exclude each other.")
            }
            guard minorVersion > 0 else {
                throw Refusal(.badRequest, "HTTP/1.0 has no Transfer-Encoding.")
            }
            guard codings.count == 1, Array(codings[0].utf8)[...].isToken else {
                throw Refusal(.badRequest, "Transfer-Encoding must be chunked.")
            }
            guard codings[0].lowercased() == "chunked" else {
                throw Refusal(.notImplemented, "Of transfer codings only chunked is known.")
            }
            return true
        }
        guard let length = lengths.first else { return false }
        guard lengths.count == 1, !length.isEmpty, length.utf8.allSatisfy(\.isDigit) else {
            throw Refusal(.badRequest, "Content-Length must be one whole number.")
        }
        // Digits only: what does not fit an Int is too large as well.
        guard let bytes = Int(length), bytes <= RequestLimits.contentBytes else {
            throw Refusal(.contentTooLarge, "No content is wanted here.")
        }
        return bytes > 0
    }

    /// RFC 9112, section 3.2: exactly one Host, in HTTP/1.0 at most one.
    func host() throws(Refusal) -> String? {
        let hosts = values(of: "host")
        guard let host = hosts.first else {
            if minorVersion == 0 { return nil }
            throw Refusal(.badRequest, "The field Host is missing.")
        }
        guard hosts.count == 1 else { throw Refusal(.badRequest, "There must be one field Host.") }
        guard Authority.isValid(host) else { throw Refusal(.badRequest, "The field Host is malformed.") }
        return host
    }

    /// RFC 9110, section 10.1.1: 100-continue needs no interim answer where a final one comes at once.
    func checkExpectation() throws(Refusal) {
        guard values(of: "expect").allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw Refusal(.expectationFailed, "Of expectations only 100-continue is known.")
        }
    }

    /// RFC 9112, section 9.3.
    var isPersistent: Bool {
        let options = values(of: "connection").flatMap { $0.split(separator: ",") }.map {
            String($0).trimmingWhitespace.lowercased()
        }
        if options.contains("close") { return false }
        return minorVersion > 0 || options.contains("keep-alive")
    }
}
