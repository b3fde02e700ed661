// One entry read back from the journal, and how it is shown.

internal import JSON
internal import Linux

/// An entry of the journal.
struct JournalRecord: Equatable, Sendable {
    /// A field; its value need not be text.
    struct Field: Equatable, Sendable {
        let name: String
        let value: [UInt8]
    }

    let cursor: String
    /// Microseconds since 1970-01-01T00:00:00Z.
    let realtime: UInt64
    /// Microseconds since boot.
    let monotonic: UInt64
    let fields: [Field]

    private func text(_ name: String) -> String? {
        fields.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    func bytes(as format: JournalReader.Format) -> [UInt8] {
        switch format {
        case .text: return Array(shortISO.utf8)
        case .jsonLines:
            var writer = JSONWriter()
            write(to: &writer)
            return writer.bytes
        }
    }

    /// A line as `journalctl -o short-iso` prints it, in UTC; further lines of a message are indented.
    var shortISO: String {
        let time = CivilTime(secondsSince1970: Int64(realtime / 1_000_000)).rfc3339.dropLast()
        let pid = (text("_PID") ?? text("SYSLOG_PID")).map { "[\($0)]" } ?? ""
        let prefix =
            "\(time)+0000 \(text("_HOSTNAME") ?? "localhost") \(text("SYSLOG_IDENTIFIER") ?? "unknown")\(pid): "
        let lines = (text("MESSAGE") ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        let indent = String(repeating: " ", count: prefix.count)
        return TerminalText.harmless(prefix)
            + lines.map { TerminalText.harmless(String($0)) }.joined(separator: "\n\(indent)") + "\n"
    }

    /// An object as `journalctl -o json` prints it: text as strings, other bytes as an array of numbers, repeated
    /// fields as an array of values.
    func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.key("__CURSOR")
            object.string(cursor)
            object.key("__REALTIME_TIMESTAMP")
            object.string("\(realtime)")
            object.key("__MONOTONIC_TIMESTAMP")
            object.string("\(monotonic)")
            var told: Set<String> = []
            for field in fields where told.insert(field.name).inserted {
                let values = fields.filter { $0.name == field.name }.map(\.value)
                object.key(field.name)
                if values.count == 1 {
                    Self.write(field.value, to: &object)
                } else {
                    object.array { array in for value in values { Self.write(value, to: &array) } }
                }
            }
        }
        writer.newline()
    }

    private static func write(_ value: [UInt8], to writer: inout JSONWriter) {
        if let text = String(validating: value, as: UTF8.self) {
            writer.string(text)
        } else {
            writer.array { array in for byte in value { array.integer(byte) } }
        }
    }
}
