// /proc/PID/comm: the name of a process (proc_pid_comm(5)). A process may name itself as it likes: whoever shows the
// name makes it harmless there.

package import Linux

/// Reads /proc/PID/comm.
package enum ProcessComm {
    /// At most 15 bytes; a kernel thread's has up to 63.
    package static func read(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> String {
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = try proc.readFile(RelativePath(processID, "/comm"), into: &buffer)
        return parse(buffer[..<count])
    }

    /// The text without the line feed that ends it.
    static func parse(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes, as: UTF8.self)
    }
}
