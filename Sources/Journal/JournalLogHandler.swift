// swift-log's way into the journal: metadata become fields. It only queues; JournalWriter's thread writes.

internal import Linux
package import Logging

/// A log handler whose metadata keys are journal fields.
package struct JournalLogHandler: LogHandler {
    private let queue: LogQueue
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    package init(_ writer: JournalWriter, logLevel: Logger.Level) {
        queue = writer.queue
        self.logLevel = logLevel
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        queue.put(Self.entry(event, metadata, time: Clock.realtimeNanoseconds))
    }

    /// Turns an event into an entry; metadata whose key no field name can be made of is left out.
    static func entry(_ event: LogEvent, _ base: Logger.Metadata, time: Int64) -> LogEntry {
        let metadata = base.merging(event.metadata ?? [:]) { _, own in own }
        let fields = metadata.compactMap { key, value in
            FieldName.accepted(key).map { LogEntry.Field(name: $0, value: "\(value)") }
        }
        return LogEntry(
            time: time, priority: Priority(event.level), message: "\(event.message)",
            fields: fields.sorted { $0.name < $1.name }, file: event.file, function: event.function, line: event.line)
    }
}
