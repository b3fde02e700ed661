// libsystemd's journal for reading, opened and closed in one place; a thin layer that decides nothing.

internal import CSystemd
internal import Linux

/// An sd_journal, closed when it is let go.
@safe struct OpenJournal: ~Copyable {
    /// The most bytes of one field: longer ones are cut by libsystemd (sd_journal_set_data_threshold(3)).
    private static let fieldBytes = 64 * 1024

    /// Safe to keep: made in init, closed in deinit, never handed out.
    private let journal: OpaquePointer

    init() throws(JournalReader.Failure) {
        var opened: OpaquePointer?
        _ = try Self.checked(unsafe sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY)))
        guard let opened = unsafe opened else { throw .noJournal }
        unsafe journal = opened
        _ = unsafe sd_journal_set_data_threshold(opened, Self.fieldBytes)
    }

    deinit {
        unsafe sd_journal_close(journal)
    }

    /// sd-journal(3) answers with a negative errno.
    private static func checked(_ code: Int32) throws(JournalReader.Failure) -> Int32 {
        if code < 0 { throw .refused(Errno(number: -code)) }
        return code
    }

    var hasFiles: Bool {
        unsafe sd_journal_has_runtime_files(journal) > 0 || sd_journal_has_persistent_files(journal) > 0
    }

    func match(_ text: String) throws(JournalReader.Failure) {
        let bytes = Array(text.utf8)
        _ = try Self.checked(unsafe sd_journal_add_match(journal, bytes, bytes.count))
    }

    /// Goes behind the newest entry.
    func seekTail() throws(JournalReader.Failure) {
        _ = try Self.checked(unsafe sd_journal_seek_tail(journal))
    }

    /// Goes back by as many entries as there are, at most `count`; returns how many.
    func stepBack(_ count: Int) throws(JournalReader.Failure) -> Int {
        Int(try Self.checked(unsafe sd_journal_previous_skip(journal, UInt64(count))))
    }

    /// Goes to the next entry; false when there is none.
    func stepOn() throws(JournalReader.Failure) -> Bool {
        try Self.checked(unsafe sd_journal_next(journal)) > 0
    }

    /// Goes before the entry with this cursor, or, should it be gone, before the next one that is there.
    func seek(_ cursor: String) throws(JournalReader.Failure) {
        _ = try Self.checked(unsafe sd_journal_seek_cursor(journal, cursor))
    }

    func current() throws(JournalReader.Failure) -> JournalRecord {
        var realtime: UInt64 = 0
        var monotonic: UInt64 = 0
        var boot = sd_id128_t()
        _ = try Self.checked(unsafe sd_journal_get_realtime_usec(journal, &realtime))
        _ = try Self.checked(unsafe sd_journal_get_monotonic_usec(journal, &monotonic, &boot))
        return JournalRecord(
            cursor: try cursor(), realtime: realtime, monotonic: monotonic, fields: try fields())
    }

    func cursor() throws(JournalReader.Failure) -> String {
        var text: UnsafeMutablePointer<CChar>?
        _ = try Self.checked(unsafe sd_journal_get_cursor(journal, &text))
        defer { unsafe free(text) }
        guard let text = unsafe text else { return "" }
        return unsafe String(cString: text)
    }

    private func fields() throws(JournalReader.Failure) -> [JournalRecord.Field] {
        var fields: [JournalRecord.Field] = []
        unsafe sd_journal_restart_data(journal)
        while true {
            var data: UnsafeRawPointer?
            var length = 0
            // Fields that cannot be read, for their compression or a broken file, are passed over.
            guard try Self.checked(unsafe sd_journal_enumerate_available_data(journal, &data, &length)) > 0
            else { return fields }
            let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: length))
            guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            fields.append(
                JournalRecord.Field(
                    name: String(decoding: bytes[..<equals], as: UTF8.self),
                    value: Array(bytes[(equals + 1)...])))
        }
    }
}
