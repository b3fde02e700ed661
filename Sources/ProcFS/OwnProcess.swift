// What the kernel tells of the calling process, for every scrape: its files stay open, so that asking costs no walk
// over a path, and can be done when no descriptor is left. It keeps nobody alive but ourselves.

internal import Linux

/// /proc/self/stat and /proc/self/fd, wherever `--path.procfs` points.
package final class OwnProcess: Sendable {
    /// nil where there is no procfs.
    package static let shared = OwnProcess()

    private let statFile: Descriptor
    private let folder: Descriptor

    private init?() {
        guard let stat = try? Descriptor(reading: "/proc/self/stat"),
            let folder = try? Descriptor(reading: "/proc/self/fd")
        else { return nil }
        statFile = stat
        self.folder = folder
    }

    /// What stands in stat (proc_pid_stat(5)) now.
    package func stat() -> ProcessStat? {
        var buffer = [UInt8](repeating: 0, count: ProcessStat.maximumBytes)
        guard let count = try? statFile.read(into: &buffer, at: 0) else { return nil }
        return ProcessStat.parse(buffer.span.extracting(first: count))
    }

    /// How many descriptors are open (proc_pid_fd(5)). Since Linux 6.2 the folder's size is the count; before, it is 0
    /// and the folder is read, whose own descriptor is not counted.
    package func descriptors() -> Int? {
        if let size = try? folder.size(), size > 0 { return Int(size) }
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
