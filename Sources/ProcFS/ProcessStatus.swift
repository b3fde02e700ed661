// /proc/PID/status: of its many lines, those that are needed (proc_pid_status(5)).

package import Linux

/// What is read of /proc/PID/status.
package struct ProcessStatus: Equatable, Sendable {
    /// The second figure of the line "Uid:" (real, effective, saved, file system).
    package let effectiveUserID: UInt32

    package static func read(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> ProcessStatus? {
        // "Uid:" is among the first ten lines; what is long, such as "Groups:", comes after it.
        var buffer = [UInt8](repeating: 0, count: 2 * 1024)
        let count = try proc.readFile(RelativePath(processID, "/status"), into: &buffer)
        return parse(String(decoding: buffer[..<count], as: UTF8.self))
    }

    /// nil where the text lacks a line that every process has.
    static func parse(_ text: String) -> ProcessStatus? {
        guard let uids = fields("Uid:", in: text), uids.count == 4, let uid = UInt32(uids[1]) else { return nil }
        return ProcessStatus(effectiveUserID: uid)
    }

    private static func fields(_ name: String, in text: String) -> [Substring]? {
        text.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count).split(
            whereSeparator: \.isWhitespace)
    }
}
