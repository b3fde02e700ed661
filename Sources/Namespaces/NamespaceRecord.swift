// What the Registry keeps of one namespace, from the first look that found it to the one that found it gone.

/// A namespace's entry.
struct NamespaceRecord: Sendable {
    /// Tells it from others that had or will have its inode: no two are the same while we run.
    let generation: UInt64
    /// nil until it could be asked.
    var facts: NamespaceFacts?
    /// How many of each kind hold it. The kind `unknown` is never counted.
    var holders = PerKind()
    /// Since when nobody attends to it (seconds since 1970-01-01T00:00:00Z); nil while somebody does.
    var unattendedSince: Double?
    /// Whether somebody was ever seen to attend to it.
    var wasAttended = false
}
