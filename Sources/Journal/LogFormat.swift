// `--log.format`: how an entry is written to standard error.

internal import JSON
internal import Linux

/// logfmt or JSON, a line an entry. Pure.
package enum LogFormat: String, CaseIterable, Sendable {
    case logfmt, json

    /// The entry with its line feed. Field names are in lower case, as is usual in both.
    func line(_ entry: LogEntry) -> [UInt8] {
        switch self {
        case .logfmt: Array(logfmt(entry).utf8)
        case .json: json(entry)
        }
    }

    private func logfmt(_ entry: LogEntry) -> String {
        var line = "time=\(Self.time(entry)) level=\(entry.priority.name) msg=\(Self.quoted(entry.message))"
        for field in entry.fields { line += " \(field.name.lowercased())=\(Self.quoted(field.value))" }
        return line + "\n"
    }

    private func json(_ entry: LogEntry) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("time")
            object.string(Self.time(entry))
            object.key("level")
            object.string(entry.priority.name)
            object.key("msg")
            object.string(entry.message)
            for field in entry.fields {
                object.key(field.name.lowercased())
                object.string(field.value)
            }
        }
        writer.newline()
        return writer.bytes
    }

    /// RFC 3339 with milliseconds.
    private static func time(_ entry: LogEntry) -> String {
        let seconds = entry.time / 1_000_000_000
        let milliseconds = entry.time / 1_000_000 % 1_000
        let text = CivilTime(secondsSince1970: seconds).rfc3339
        let padding = milliseconds < 10 ? "00" : milliseconds < 100 ? "0" : ""
        return "\(text.dropLast()).\(padding)\(milliseconds)Z"
    }

    /// A value as it is where that is plain, else in double quotes with JSON's escapes: a control character that came
    /// from the host never reaches a terminal.
    private static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy {
            $0.value > 0x20 && !(0x7f...0x9f).contains($0.value) && !"\"=\\".unicodeScalars.contains($0)
        }
        if isPlain, !value.isEmpty { return value }
        var writer = JSONWriter()
        writer.string(value)
        return writer.text
    }
}
