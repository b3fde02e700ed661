// /proc/PID/fd: how many descriptors a process has open (proc_pid_fd(5)).

internal import Linux

/// Counts the entries of /proc/self/fd.
package enum OpenDescriptors {
    /// Of the calling process, the one descriptor that reads the folder not counted.
    package static func countSelf() -> Int? {
        do throws(Errno) {
            let folder = try Directory(path: "/proc/self/fd")
            var numbers: [Int32] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            try folder.appendNumbers(to: &numbers, buffer: &buffer)
            return max(0, numbers.count - 1)
        } catch {
            return nil
        }
    }
}
