// Reads entries back from the journal's files (sd-journal(3)). It may block on a disk: call it on a worker. It opens
// the journal for each reading and holds nothing between two.

internal import JSON
package import Linux

/// Reads the newest entries of one identifier.
package enum JournalReader {
    /// The most entries a reading gives, whatever is asked.
    package static let maximumEntries = 10_000
    /// The most bytes a reading gives.
    private static let maximumBytes = 8 << 20

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
        var remaining = try journal.seekBack(min(limit, maximumEntries))
        var writer = JSONWriter()
        var text: [UInt8] = []
        while remaining > 0, text.count + writer.bytes.count < maximumBytes {
            let record = try journal.current()
            switch format {
            case .text: text.append(contentsOf: record.shortISO.utf8)
            case .jsonLines: record.write(to: &writer)
            }
            remaining -= 1
            guard try journal.advance() else { break }
        }
        return format == .text ? text : writer.bytes
    }
}
