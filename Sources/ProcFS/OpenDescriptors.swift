// /proc/PID/fd: how many descriptors a process has open (proc_pid_fd(5)).

internal import Linux

/// Counts what /proc/self/fd has.
package enum OpenDescriptors {
    /// Of the calling process. Since Linux 6.2 the folder's size is the count; before, it is 0 and the folder is read,
    /// whose own descriptor is not counted.
    package static func countSelf() -> Int? {
        if let size = try? File.size("/proc/self/fd"), size > 0 { return Int(size) }
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
