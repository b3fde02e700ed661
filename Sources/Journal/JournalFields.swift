// An entry as journald wants it: "NAME=value", one after the other in one run of bytes (sd_journal_sendv(3)). Pure.

/// The fields of one entry, packed.
struct JournalFields {
    private(set) var bytes: [UInt8] = []
    /// Where in `bytes` each field is.
    private(set) var ranges: [Range<Int>] = []

    init(_ entry: LogEntry, identifier: String) {
        add("MESSAGE", entry.message)
        add("PRIORITY", "\(entry.priority.rawValue)")
        add("SYSLOG_IDENTIFIER", identifier)
        add("CODE_FILE", entry.file)
        add("CODE_LINE", "\(entry.line)")
        add("CODE_FUNC", entry.function)
        for field in entry.fields { add(field.name, field.value) }
    }

    private mutating func add(_ name: String, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(contentsOf: value.utf8)
        ranges.append(start..<bytes.count)
    }
}
