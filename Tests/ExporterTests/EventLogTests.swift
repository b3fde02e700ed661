// Events in words and fields.

internal import InMemoryLogging
internal import Linux
internal import Logging
internal import Monitor
internal import Namespaces
internal import Testing

@testable import Exporter

@Suite struct EventLogTests {
    static let net = NamespaceID(.net, 4_026_532_101)

    @Test(arguments: [
        (
            Event(.added(net, process: EventProcess(processID: 7, command: "a\u{1b}b")), feed: "reconcile", time: 1),
            "The namespace net:[4026532101] is new, seen through process 7 (a\\x1bb).",
            [
                "MESSAGE_ID": MessageID.namespaceAdded.rawValue, "NS_EVENT": "added", "NS_TYPE": "net",
                "NS_INODE": "4026532101", "NS_PID": "7", "NS_COMM": "a\u{1b}b", "NS_FEED": "reconcile",
            ]
        ),
        (
            Event(.added(net, process: nil), feed: "reconcile", time: 1), "The namespace net:[4026532101] is new.",
            [
                "MESSAGE_ID": MessageID.namespaceAdded.rawValue, "NS_EVENT": "added", "NS_TYPE": "net",
                "NS_INODE": "4026532101", "NS_FEED": "reconcile",
            ]
        ),
        (
            Event(.deleted(net), feed: "reconcile", time: 1), "The namespace net:[4026532101] is gone.",
            [
                "MESSAGE_ID": MessageID.namespaceDeleted.rawValue, "NS_EVENT": "deleted", "NS_TYPE": "net",
                "NS_INODE": "4026532101", "NS_FEED": "reconcile",
            ]
        ),
        (
            Event(.nsidGiven(7), feed: "nsid", time: 1), "A network namespace was given the id 7 in this one.",
            [
                "MESSAGE_ID": MessageID.nsidGiven.rawValue, "NS_EVENT": "nsid_given", "NS_TYPE": "net", "NS_NSID": "7",
                "NS_FEED": "nsid",
            ]
        ),
        (
            Event(.nsidTaken(7), feed: "nsid", time: 1), "A network namespace lost its id 7 in this one.",
            [
                "MESSAGE_ID": MessageID.nsidTaken.rawValue, "NS_EVENT": "nsid_taken", "NS_TYPE": "net", "NS_NSID": "7",
                "NS_FEED": "nsid",
            ]
        ),
        (
            Event(.gap, feed: "nsid", time: 1),
            "The feed nsid lost messages; all processes are looked at anew to make up for it.",
            ["MESSAGE_ID": MessageID.feedLost.rawValue, "NS_EVENT": "gap", "NS_FEED": "nsid"]
        ),
    ])
    func `an event is a sentence with fields`(_ event: Event, _ sentence: String, _ fields: [String: String]) throws {
        let handler = InMemoryLogHandler()
        EventLog(logger: Logger(label: "test") { _ in handler }).take(event)
        let entry = try #require(handler.entries.first)
        #expect(entry.message.description == sentence)
        #expect(entry.metadata.mapValues(\.description) == fields)
        #expect(entry.level == (event.kind == .gap ? .warning : .info))
    }

    @Test func `message ids are 32 hex digits, each its own`() {
        let ids = MessageID.allCases.map(\.rawValue)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
    }
}
