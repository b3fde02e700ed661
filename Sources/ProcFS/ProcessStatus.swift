// /proc/PID/status: of its many lines, those that are needed (proc_pid_status(5)).

package import Linux

/// What is read of /proc/PID/status.
package struct ProcessStatus: Equatable, Sendable {
    /// The second figure of the line "Uid:" (real, effective, saved, file system).
    package let effectiveUserID: UInt32

    package static func read(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> ProcessStatus? {
        // The lines needed stand in the first few hundred bytes; Groups, which can be long, comes after them.
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = try proc.readFile(RelativePath(processID, "/status"), into: &buffer)
        return parse(String(decoding: buffer[..<count], as: UTF8.self))
    }

    /// nil where the text lacks a line that every process has.
    static func parse(_ text: String) -> ProcessStatus? {
        for line in text.split(separator: "\n") where line.hasPrefix("Uid:") {
            let fields = line.dropFirst("Uid:".count).split(whereSeparator: \.isWhitespace)
            guard fields.count == 4, let uid = UInt32(fields[1]) else { return nil }
            return ProcessStatus(effectiveUserID: uid)
        }
        return nil
    }
}
