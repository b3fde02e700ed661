// An answer before it is written.

internal import Linux

/// A status, fields and content.
package struct Response: Sendable {
    package let status: Status
    package let contentType: String
    package let content: Content
    /// Further fields, such as Allow.
    package let fields: [Field]

    package init(_ status: Status = .ok, contentType: String, content: Content, fields: [Field] = []) {
        self.status = status
        self.contentType = contentType
        self.content = content
        self.fields = fields
    }

    package init(_ status: Status = .ok, contentType: String, content: [UInt8], fields: [Field] = []) {
        self.init(status, contentType: contentType, content: .bytes(content), fields: fields)
    }

    package static let plainText = "text/plain; charset=utf-8"

    /// A line of text.
    package init(_ status: Status = .ok, text: String, fields: [Field] = []) {
        self.init(status, contentType: Self.plainText, content: Array("\(text)\n".utf8), fields: fields)
    }

    package init(_ refusal: Refusal, fields: [Field] = []) {
        self.init(refusal.status, text: refusal.reason, fields: fields)
    }

    /// The head's bytes, to its empty line.
    /// - Parameters:
    ///   - date: the field Date (Calendar).
    ///   - connection: the field Connection; nil where the version's own rule holds.
    ///   - isChunked: content whose length is not known is sent in chunks (RFC 9112, section 7.1); else, in HTTP/1.0,
    ///     it ends with the connection.
    func writeHead(date: [UInt8], connection: String?, isChunked: Bool, into output: inout [UInt8]) {
        output += "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\nDate: ".utf8
        output += date
        output += "\r\nContent-Type: \(contentType)\r\n".utf8
        if let count = content.count {
            output += "Content-Length: \(count)\r\n".utf8
        } else if isChunked {
            output += "Transfer-Encoding: chunked\r\n".utf8
        }
        // Content is what its type says, whatever a browser would guess.
        output += "X-Content-Type-Options: nosniff\r\n".utf8
        if let connection { output += "Connection: \(connection)\r\n".utf8 }
        for field in fields { output += "\(field.name): \(field.value)\r\n".utf8 }
        output += "\r\n".utf8
    }
}
