// Parts of the metrics that a scrape can ask for, or leave out.

/// A group of families: what `collect[]` and `exclude[]` name.
enum FamilyGroup: String, CaseIterable, Sendable {
    /// How many there are, who holds them, and since when nobody attends to them.
    case namespaces
    /// What /proc/sys/user allows.
    case limits
    /// What users are charged with.
    case charges
    /// Mounts of mount namespaces.
    case mounts
    /// Names and ids of network namespaces.
    case names
    /// Feeds and the journal.
    case events
    /// nsexporter_ and process_.
    case exporter
}
