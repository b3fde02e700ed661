// Writes JSON (RFC 8259) piece by piece into bytes, without building a tree first. It writes what it is told: that keys
// are unique and that every begin has its end is the caller's part.

/// A JSON text in the making.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    /// For each open object or array, whether the next element needs a comma before it.
    private var needsComma: [Bool] = [false]

    package init() {}

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func object(_ body: (inout JSONWriter) -> Void) {
        enclosed(by: "{", "}", body)
    }

    package mutating func array(_ body: (inout JSONWriter) -> Void) {
        enclosed(by: "[", "]", body)
    }

    /// A key; the next call writes its value.
    package mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma[needsComma.count - 1] = false
    }

    package mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
    }

    package mutating func integer(_ value: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A finite number, as short as it can be told exactly (RFC 8259, section 6).
    package mutating func number(_ value: Double) {
        precondition(value.isFinite, "JSON has no such number")
        separate()
        bytes.append(contentsOf: "\(value)".utf8)
    }

    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Ends a line between two texts (JSON lines).
    package mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = [false]
    }

    private mutating func enclosed(
        by open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma.append(false)
        body(&self)
        needsComma.removeLast()
        bytes.append(UInt8(ascii: close))
    }

    private mutating func separate() {
        if needsComma[needsComma.count - 1] { bytes.append(UInt8(ascii: ",")) }
        needsComma[needsComma.count - 1] = true
    }

    /// RFC 8259, section 7: quotation mark, reverse solidus and the control characters must be escaped. U+007F to
    /// U+009F are escaped too: a terminal acts on them.
    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: #"\""#.utf8)
            case "\\": bytes.append(contentsOf: #"\\"#.utf8)
            case "\n": bytes.append(contentsOf: #"\n"#.utf8)
            case "\r": bytes.append(contentsOf: #"\r"#.utf8)
            case "\t": bytes.append(contentsOf: #"\t"#.utf8)
            case "\u{0}"..<"\u{20}", "\u{7f}"..."\u{9f}":
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(Self.hex[Int(scalar.value >> 4)])
                bytes.append(Self.hex[Int(scalar.value & 15)])
            default: bytes.append(contentsOf: scalar.utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hex = Array("0123456789abcdef".utf8)
}
