// Puts events into words and fields, and hands them to the log. Called on the Monitor's thread: the log only queues.

internal import Linux
internal import Logging
internal import Monitor
internal import Namespaces

/// The events' way to the journal.
struct EventLog: EventSink {
    let logger: Logger

    func take(_ event: Event) {
        let level: Logger.Level = event.kind == .gap ? .warning : .info
        logger.log(level: level, "\(Self.sentence(event))", metadata: Self.fields(event))
    }

    func take(failure: SystemError, of source: SourceName) {
        logger.error("The source \(source.rawValue) failed: \(failure). What it last knew stands.")
    }

    static func sentence(_ event: Event) -> String {
        switch event.kind {
        case .added(let namespace, let process):
            let command = process?.command.map { " (\(TerminalText.harmless($0)))" } ?? ""
            let seen = process.map { ", seen through process \($0.processID)\(command)" } ?? ""
            return "The namespace \(namespace) is new\(seen)."
        case .deleted(let namespace): return "The namespace \(namespace) is gone."
        case .nsidGiven(let nsid): return "A network namespace was given the id \(nsid) in this one."
        case .nsidTaken(let nsid): return "A network namespace lost its id \(nsid) in this one."
        case .gap:
            return "The feed \(event.feed) lost messages; all processes are looked at anew to make up for it."
        }
    }

    /// The event's journal fields.
    static func fields(_ event: Event) -> Logger.Metadata {
        var fields: Logger.Metadata = ["NS_FEED": "\(event.feed)"]
        func tell(_ id: MessageID, _ kind: String) {
            fields["MESSAGE_ID"] = "\(id.rawValue)"
            fields["NS_EVENT"] = "\(kind)"
        }
        switch event.kind {
        case .added(let namespace, let process):
            tell(.namespaceAdded, "added")
            fields["NS_TYPE"] = "\(namespace.type.name)"
            fields["NS_INODE"] = "\(namespace.inode)"
            if let process { fields["NS_PID"] = "\(process.processID)" }
            if let command = process?.command { fields["NS_COMM"] = "\(command)" }
        case .deleted(let namespace):
            tell(.namespaceDeleted, "deleted")
            fields["NS_TYPE"] = "\(namespace.type.name)"
            fields["NS_INODE"] = "\(namespace.inode)"
        case .nsidGiven(let nsid):
            tell(.nsidGiven, "nsid_given")
            fields["NS_TYPE"] = "net"
            fields["NS_NSID"] = "\(nsid)"
        case .nsidTaken(let nsid):
            tell(.nsidTaken, "nsid_taken")
            fields["NS_TYPE"] = "net"
            fields["NS_NSID"] = "\(nsid)"
        case .gap: tell(.feedLost, "gap")
        }
        return fields
    }
}
