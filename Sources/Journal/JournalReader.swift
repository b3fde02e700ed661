// Reads entries back from the journal's files (sd-journal(3)), a piece at a time. It may block on a disk: call it on a
// worker. It opens the journal for each piece and holds nothing between two.

package import Linux

/// Reads the newest entries of one identifier, oldest first.
package struct JournalReader: Sendable {
    /// The most entries a reading gives, whatever is asked.
    package static let maximumEntries = 10_000
    /// What a piece has at least, unless it is the last: few enough bytes to hold, enough to be worth an opening.
    private static let pieceBytes = 64 << 10

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

    /// Entries as they are written, and where to go on.
    package struct Piece: Sendable {
        package let bytes: [UInt8]
        /// Nil behind the last entry.
        package let rest: Position?
    }

    /// Where a reading stands.
    package struct Position: Sendable {
        /// The entry that is next.
        let cursor: String
        /// How many are to come at most.
        let count: Int
    }

    private let identifier: String
    private let userID: UInt32
    private let format: Format

    /// What `identifier` wrote as the user `uid`. The uid is journald's own word (_UID): an identifier alone anybody
    /// may write.
    package init(identifier: String, uid: UInt32, as format: Format) {
        self.identifier = identifier
        self.userID = uid
        self.format = format
    }

    /// The first piece of the newest `limit` entries.
    package func newest(_ limit: Int) throws(Failure) -> Piece {
        let journal = try open()
        try journal.seekTail()
        // It stands on the oldest of them.
        let count = try journal.stepBack(min(limit, Self.maximumEntries))
        return count > 0 ? try piece(journal, count) : Piece(bytes: [], rest: nil)
    }

    /// The piece at a position. What was deleted meanwhile is passed over.
    package func piece(at position: Position) throws(Failure) -> Piece {
        let journal = try open()
        try journal.seek(position.cursor)
        guard try journal.stepOn() else { return Piece(bytes: [], rest: nil) }
        return try piece(journal, position.count)
    }

    private func open() throws(Failure) -> OpenJournal {
        let journal = try OpenJournal()
        guard journal.hasFiles else { throw .noJournal }
        try journal.match("SYSLOG_IDENTIFIER=\(identifier)")
        try journal.match("_UID=\(userID)")
        return journal
    }

    /// - Parameter journal: standing on the first entry of at most `count`.
    private func piece(_ journal: borrowing OpenJournal, _ count: Int) throws(Failure) -> Piece {
        var bytes: [UInt8] = []
        for index in 0..<count {
            if bytes.count >= Self.pieceBytes {
                return Piece(bytes: bytes, rest: Position(cursor: try journal.cursor(), count: count - index))
            }
            bytes += try journal.current().bytes(as: format)
            guard try journal.stepOn() else { break }
        }
        return Piece(bytes: bytes, rest: nil)
    }
}
