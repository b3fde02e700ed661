// /proc/PID/cmdline: the arguments of a process (proc_pid_cmdline(5)). They may hold secrets and control characters:
// they are for the host's own terminal, and whoever shows them makes them harmless there.

package import Linux

/// Reads /proc/PID/cmdline.
package enum CommandLine {
    /// What is longer is cut.
    private static let maximumBytes = 4096

    /// The arguments, parted by spaces; empty for a kernel thread and for a process that ended.
    package static func read(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> String {
        var buffer = [UInt8](repeating: 0, count: maximumBytes)
        let count = try proc.readFile(RelativePath(processID, "/cmdline"), into: &buffer)
        return parse(buffer[..<count])
    }

    /// A zero byte ends each argument; a process that writes its own title leaves many at the end.
    static func parse(_ bytes: ArraySlice<UInt8>) -> String {
        var arguments = bytes
        while arguments.last == 0 { arguments.removeLast() }
        return String(decoding: arguments.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }
}
