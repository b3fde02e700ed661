// /proc/PID/cgroup: in which control group a process is (cgroups(7), cgroup_namespaces(7)). Read as bytes: thousands of
// processes share few groups, and only a new one is worth a String.

package import Linux

/// Reads /proc/PID/cgroup.
package enum ControlGroup {
    /// What reads of the file are meant for: a line for each of at most 16 hierarchies (kernel/cgroup/cgroup.c), each
    /// with a path that is seldom longer than 300 bytes. A path that does not fit is cut.
    package static func buffer() -> [UInt8] {
        [UInt8](repeating: 0, count: 16 * 1024)
    }

    /// Where in `buffer` the path of the process's control group is then, such as "/system.slice/ssh.service"; nil
    /// where the kernel has no control groups.
    package static func read(
        _ processID: Int32, below proc: borrowing Directory, into buffer: inout [UInt8]
    ) throws(Errno) -> Range<Int>? {
        let count = try proc.readFile(RelativePath(processID, "/cgroup"), into: &buffer)
        return path(in: buffer.span.extracting(first: count))
    }

    /// The path of the line that tells most: the one of systemd's own hierarchy, else that of the unified one ("0::"),
    /// else of any controller; one that is the top folder only where all are, because a manager that uses only some
    /// hierarchies leaves its processes there in the others.
    static func path(in text: Span<UInt8>) -> Range<Int>? {
        var best: Range<Int>?
        var bestRank = -1
        var start = 0
        // As many lines as there are line feeds.
        while start < text.count {
            let end = Bytes.first(UInt8(ascii: "\n"), in: text, start..<text.count) ?? text.count
            if let (path, rank) = line(text, start..<end), rank > bestRank {
                best = path
                bestRank = rank
            }
            start = end + 1
        }
        return best
    }

    /// "ID:CONTROLLERS:PATH": the path, which may hold colons too, and how much it tells.
    private static func line(_ text: Span<UInt8>, _ line: Range<Int>) -> (Range<Int>, Int)? {
        let colon = UInt8(ascii: ":")
        guard let first = Bytes.first(colon, in: text, line),
            let second = Bytes.first(colon, in: text, first + 1..<line.upperBound)
        else { return nil }
        let path = second + 1..<line.upperBound
        guard !path.isEmpty, text[path.lowerBound] == UInt8(ascii: "/") else { return nil }
        let controllers = text.extracting(first + 1..<second)
        let systemd: StaticString = "name=systemd"
        let rank =
            if controllers.count == systemd.utf8CodeUnitCount, Bytes.match(systemd, in: controllers, at: 0) {
                2
            } else {
                controllers.isEmpty ? 1 : 0
            }
        return (path, path.count > 1 ? rank + 3 : rank)
    }
}
