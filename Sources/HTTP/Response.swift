// An answer before it is written.

internal import Linux

/// A status, fields and content.
package struct Response: Equatable, Sendable {
    package let status: Status
    package let contentType: String
    package let content: [UInt8]
    /// Further fields, such as Allow.
    package let fields: [Field]

    package init(_ status: Status = .ok, contentType: String, content: [UInt8], fields: [Field] = []) {
        self.status = status
        self.contentType = contentType
        self.content = content
        self.fields = fields
    }

    package static let plainText = "text/plain; charset=utf-8"

    /// A line of text.
    package init(_ status: Status = .ok, text: String, fields: [Field] = []) {
        self.init(status, contentType: Self.plainText, content: Array("\(text)\n".utf8), fields: fields)
    }

    package init(_ refusal: Refusal, fields: [Field] = []) {
        self.init(refusal.status, text: refusal.reason, fields: fields)
    }

    /// The bytes to send. HEAD is told the length and spared the content (RFC 9110, section 9.3.2).
    /// - Parameters:
    ///   - time: for the field Date, in seconds since 1970-01-01T00:00:00Z.
    ///   - connection: the field Connection; nil where the version's own rule holds.
    func bytes(toHead: Bool, connection: String?, time: Int64) -> [UInt8] {
        var head = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"
        head += "Date: \(CivilTime(secondsSince1970: time).imfFixdate)\r\n"
        head += "Content-Type: \(contentType)\r\nContent-Length: \(content.count)\r\n"
        // Content is what its type says, whatever a browser would guess.
        head += "X-Content-Type-Options: nosniff\r\n"
        if let connection { head += "Connection: \(connection)\r\n" }
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        head += "\r\n"
        return Array(head.utf8) + (toHead ? [] : content)
    }
}
