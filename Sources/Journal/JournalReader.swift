// Reads entries back from the journal's files (sd-journal(3)). It may block on a disk: call it on a worker. It opens
// the journal for each reading and holds nothing between two.

package import Linux

/// Reads the newest entries of one identifier.
package enum JournalReader {
    /// The most entries a reading gives, whatever is asked.
    package static let maximumEntries = 10_000
    /// The most bytes a reading gives.
    private static let maximumBytes = 4 << 20
    /// From how many bytes on freed memory is worth to be given back.
    private static let releasedBytes = 256 << 10

    /// How entries are written.
    package enum Format: Sendable {
        case text, jsonLines
    }

    /// Why there is nothing to read.
    package enum Failure: Error, Equatable, Sendable {
        /// No journal file is there, or none that we may read.
        case noJournal
        case refused(Errno)
    }

    /// The newest entries that `identifier` wrote as the user `uid`, oldest first. The uid is journald's own word
    /// (_UID): an identifier alone anybody may write.
    package static func newest(
        _ limit: Int, identifier: String, uid: UInt32, as format: Format
    ) throws(Failure) -> [UInt8] {
        let journal = try OpenJournal()
        guard journal.hasFiles else { throw .noJournal }
        try journal.match("SYSLOG_IDENTIFIER=\(identifier)")
        try journal.match("_UID=\(uid)")
        try journal.seekTail()
        // From the newest back, so that what the bound leaves out is the oldest.
        var entries: [[UInt8]] = []
        var bytes = 0
        while entries.count < min(limit, maximumEntries), bytes < maximumBytes, try journal.stepBack() {
            entries.append(try journal.current().bytes(as: format))
            bytes += entries.last?.count ?? 0
        }
        let content = Array(entries.reversed().joined())
        entries = []
        // The daemon is to stay small after somebody has read much.
        if bytes > releasedBytes { Host.releaseFreeMemory() }
        return content
    }
}
