// One entry on its way to the journal or to standard error.

/// A message with its fields.
struct LogEntry: Equatable, Sendable {
    /// A field that is no part of every entry; `name` is one that journald accepts.
    struct Field: Equatable, Sendable {
        let name: String
        let value: String
    }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    let time: Int64
    let priority: Priority
    let message: String
    /// In the order of their names.
    let fields: [Field]
    /// Where in our source it was written.
    let file: String
    let function: String
    let line: UInt
}
