// Entries on their way out and back, as bytes and lines; the real journal is asked in EndToEnd.

internal import JSON
internal import Linux
internal import Logging
internal import Testing

@testable import Journal

@Suite struct JournalTests {
    private let entry = LogEntry(
        time: 1_700_000_000_123_000_000, priority: .warning, message: "It is \"gone\".",
        fields: [
            LogEntry.Field(name: "NS_COMM", value: "a\u{1b}b"), LogEntry.Field(name: "NS_TYPE", value: "net"),
        ], file: "Exporter/EventLog.swift", function: "take(_:)", line: 7)

    @Test(arguments: [
        ("NS_TYPE", "NS_TYPE"), ("ns.type", "NS_TYPE"), ("_private", "PRIVATE"), ("9lives", "LIVES"), ("ä", nil),
        ("", nil), ("123", nil), ("a-b c", "A_B_C"),
        (String(repeating: "a", count: 70), String(repeating: "A", count: 64)),
    ])
    func `field names are what journald accepts`(_ name: String, _ accepted: String?) {
        #expect(FieldName.accepted(name) == accepted)
    }

    @Test func `an entry is packed as fields`() {
        let packed = JournalFields(entry, identifier: "nsexporter")
        let fields = packed.ranges.map { String(decoding: packed.bytes[$0], as: UTF8.self) }
        #expect(
            fields == [
                "MESSAGE=It is \"gone\".", "PRIORITY=4", "SYSLOG_IDENTIFIER=nsexporter",
                "CODE_FILE=Exporter/EventLog.swift", "CODE_LINE=7", "CODE_FUNC=take(_:)", "NS_COMM=a\u{1b}b",
                "NS_TYPE=net",
            ])
    }

    @Test func `logfmt quotes what is not plain`() {
        #expect(
            String(decoding: LogFormat.logfmt.line(entry), as: UTF8.self)
                == #"time=2023-11-14T22:13:20.123Z level=warn msg="It is \"gone\"." ns_comm="a\u001bb" ns_type=net"#
                + "\n")
    }

    @Test func `JSON lines have the same keys`() {
        #expect(
            String(decoding: LogFormat.json.line(entry), as: UTF8.self)
                == #"{"time":"2023-11-14T22:13:20.123Z","level":"warn","msg":"It is \"gone\".","#
                + #""ns_comm":"a\u001bb","ns_type":"net"}"#
                + "\n")
    }

    @Test func `metadata become fields, the event's own over the handler's`() {
        let event = LogEvent(
            level: .error, message: "m", metadata: ["b.c": "2", "a": "own"], source: nil, file: "f", function: "g",
            line: 1)
        let entry = JournalLogHandler.entry(event, ["a": "base", "9": "x"], time: 5)
        #expect(entry.priority == .error)
        #expect(
            entry.fields == [LogEntry.Field(name: "A", value: "own"), LogEntry.Field(name: "B_C", value: "2")])
    }

    @Test func `a full queue counts what it leaves out`() throws {
        let queue = try LogQueue()
        for _ in 0..<5_000 { queue.put(entry) }
        #expect(queue.counts.suppressed == 5_000 - 4_096)
        queue.stop()
        var taken = 0
        while let batch = queue.take() { taken += batch.count }
        #expect(taken == 4_096)
        queue.put(entry)
        #expect(queue.counts.suppressed == 5_000 - 4_096 + 1)
    }

    private let record = JournalRecord(
        cursor: "s=1;i=2", realtime: 1_700_000_000_123_456, monotonic: 42,
        fields: [
            JournalRecord.Field(name: "MESSAGE", value: Array("first\nsec\u{1b}ond".utf8)),
            JournalRecord.Field(name: "_HOSTNAME", value: Array("host".utf8)),
            JournalRecord.Field(name: "SYSLOG_IDENTIFIER", value: Array("nsexporter".utf8)),
            JournalRecord.Field(name: "_PID", value: Array("7".utf8)),
            JournalRecord.Field(name: "TWICE", value: Array("a".utf8)),
            JournalRecord.Field(name: "TWICE", value: Array("b".utf8)),
            JournalRecord.Field(name: "BINARY", value: [0xff, 0]),
        ])

    @Test func `a record is shown as journalctl shows it`() {
        #expect(
            record.shortISO == """
                2023-11-14T22:13:20+0000 host nsexporter[7]: first
                                                             sec\\x1bond

                """)
    }

    @Test func `a record is an object as journalctl's`() {
        var writer = JSONWriter()
        record.write(to: &writer)
        #expect(
            writer.text
                == #"{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1700000000123456","__MONOTONIC_TIMESTAMP":"42","#
                + #""MESSAGE":"first\nsec\u001bond","_HOSTNAME":"host","SYSLOG_IDENTIFIER":"nsexporter","_PID":"7","#
                + #""TWICE":["a","b"],"BINARY":[255,0]}"# + "\n")
    }
}
