// What /proc shows of a namespace to somebody who has not made it: whoever has a link, a descriptor or a mount of it.
// Reads slowly and simply, and knows nothing of the zoo.

internal import Foundation

/// A look at all of /proc, at what holds namespaces.
enum Sight {
    /// The holders of a namespace in words: `process PID`, `thread PID/TID` (where the leader is elsewhere),
    /// `children PID`, `fd PID/NUMBER` and `mount INODE PATH`, with the inode of the mount namespace.
    static func holders(_ type: String, _ inode: UInt32) -> Set<String> {
        let wanted = "\(type):[\(inode)]"
        var found: Set<String> = []
        for pid in numbers("/proc") {
            let leader = target("/proc/\(pid)/ns/\(type)")
            if leader == wanted { found.insert("process \(pid)") }
            if leader != wanted, target("/proc/\(pid)/ns/\(type)_for_children") == wanted {
                found.insert("children \(pid)")
            }
            for tid in numbers("/proc/\(pid)/task") where tid != pid && leader != wanted {
                if target("/proc/\(pid)/task/\(tid)/ns/\(type)") == wanted { found.insert("thread \(pid)/\(tid)") }
            }
            for fd in numbers("/proc/\(pid)/fd") where target("/proc/\(pid)/fd/\(fd)") == wanted {
                found.insert("fd \(pid)/\(fd)")
            }
            guard let table = try? String(contentsOfFile: "/proc/\(pid)/mountinfo", encoding: .utf8) else { continue }
            for path in mounts(of: wanted, in: table) {
                found.insert("mount \(inodeNumber(target("/proc/\(pid)/ns/mnt") ?? "") ?? 0) \(path)")
            }
        }
        return found
    }

    /// The mount points of the namespace in the text of a mountinfo: proc_pid_mountinfo(5), fields 4 and 5.
    static func mounts(of namespace: String, in table: String) -> [String] {
        table.split(separator: "\n").compactMap { line -> String? in
            let fields = line.split(separator: " ")
            guard fields.count > 4, fields[3] == namespace else { return nil }
            return String(fields[4]).replacing(/\\([0-7]{3})/) { match in
                String(UnicodeScalar(UInt8(match.1, radix: 8) ?? 0x3f))
            }
        }
    }

    /// What a link says, or nil where it cannot be read.
    static func target(_ link: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: link)
    }

    /// The number in a link's text such as `net:[4026531833]`.
    static func inodeNumber(_ text: String) -> UInt32? {
        text.firstMatch(of: /\[(\d+)\]/).flatMap { UInt32($0.1) }
    }

    /// The inode of what a namespace's descriptor leads to: NS_GET_USERNS is 0xb701, NS_GET_PARENT 0xb702.
    static func related(_ descriptor: Int32, _ request: UInt) -> UInt32? {
        let other = ioctl(descriptor, request)
        guard other >= 0 else { return nil }
        defer { close(other) }
        return inode(other)
    }

    static func inode(_ descriptor: Int32) -> UInt32? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        return UInt32(truncatingIfNeeded: status.st_ino)
    }

    /// The entries of a folder that are numbers.
    static func numbers(_ folder: String) -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int32($0) }
    }
}
