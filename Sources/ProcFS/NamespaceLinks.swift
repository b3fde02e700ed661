// /proc/PID/ns: the namespaces that one process refers to (proc_pid_ns(5), namespaces(7)).
//
// All links are read below one open folder, so that they are of one process even when its pid is given to another. The
// hottest code of the scan: twelve system calls a process and no allocation. It never opens what a link leads to: an
// open descriptor would keep the namespace alive.

package import Linux
package import Namespaces

/// Reads the links of one process after another, in one buffer.
package struct NamespaceLinks: Sendable {
    /// A link reads "cgroup:[4294967295]" at the most: 19 bytes.
    private var buffer = [UInt8](repeating: 0, count: 32)

    package init() {}

    /// What one look at a process found.
    package enum Finding: Equatable, Sendable {
        case namespaces(ProcessNamespaces)
        /// It ended and was not reaped yet, or its first thread ended before others: user and pid are what it has left.
        case zombie(ProcessNamespaces)
        /// There is no such process any more.
        case gone
        /// There is one, but it may not be read (ptrace(2), access mode checks).
        case unreadable
        /// Something on our side refused; nothing is known of the process.
        case failed(Errno)
    }

    /// The order of reading. An exiting process gives up all of its namespaces but user and pid at one stroke (fs/proc:
    /// task->nsproxy), so that `mnt`, which every kernel has, tells when read last of these whether the ones before it
    /// are whole; `pid` and `user` stay until the process is reaped.
    private static let order: InlineArray<10, NamespaceLink> = [
        .cgroup, .ipc, .net, .time, .timeForChildren, .pidForChildren, .uts, .mnt, .user, .pid,
    ]

    package mutating func read(_ processID: Int32, below proc: borrowing Directory) -> Finding {
        do throws(Errno) {
            let folder = try Directory(RelativePath(processID, "/ns"), below: proc)
            var found = ProcessNamespaces()
            let order = Self.order
            for index in order.indices {
                let link = order[index]
                guard let inode = try read(link, in: folder) else { continue }
                found[link] = inode
            }
            return Self.judge(found, isStillThere: { folder.contains("mnt") })
        } catch {
            switch error {
            case .noEntry, .noProcess: return .gone
            case .accessDenied, .notPermitted: return judgeDenied(processID, below: proc)
            default: return .failed(error)
            }
        }
    }

    /// Our own; empty where this procfs does not show us.
    package static func ours(below proc: borrowing Directory) -> ProcessNamespaces {
        guard let folder = try? Directory(RelativePath("self/ns"), below: proc) else { return ProcessNamespaces() }
        var links = NamespaceLinks()
        var found = ProcessNamespaces()
        for link in NamespaceLink.allCases {
            if let inode = try? links.read(link, in: folder) { found[link] = inode }
        }
        return found
    }

    /// The inode that a link leads to; nil where there is no such link, or none any more.
    @inline(__always)
    private mutating func read(_ link: NamespaceLink, in folder: borrowing Directory) throws(Errno) -> UInt32? {
        do throws(Errno) {
            let length = try folder.readLink(link.name, into: &buffer)
            return Self.inode(in: buffer.span.extracting(first: length))
        } catch {
            if error == .noEntry || error == .noProcess { return nil }
            throw error
        }
    }

    /// A link of a process that was just reaped reads EACCES too (fs/proc/namespaces.c, proc_ns_readlink): only a
    /// second look tells it from one that may not be read.
    private func judgeDenied(_ processID: Int32, below proc: borrowing Directory) -> Finding {
        do throws(Errno) {
            let folder = try Directory(RelativePath(processID, "/ns"), below: proc)
            return folder.contains("user") || folder.contains("mnt") ? .unreadable : .gone
        } catch {
            return error == .noEntry || error == .noProcess ? .gone : .unreadable
        }
    }

    /// Decides what the links read, in `order`, amount to: those of a process or none.
    static func judge(_ found: ProcessNamespaces, isStillThere: () -> Bool) -> Finding {
        switch (found[.mnt] != 0, found[.pid] != 0) {
        case (true, true): return .namespaces(found)
        // It ended between `mnt` and `pid`, unless this kernel has no pid namespaces at all.
        case (true, false): return isStillThere() ? .namespaces(found) : .gone
        // A zombie, or one that became a zombie half-way: only what it still has.
        case (false, _):
            var rest = ProcessNamespaces()
            rest[.user] = found[.user]
            rest[.pid] = found[.pid]
            return rest == ProcessNamespaces() ? .gone : .zombie(rest)
        }
    }

    /// The number in "net:[4026531833]" (fs/nsfs.c, ns_get_name); nil for anything else.
    static func inode(in text: Span<UInt8>) -> UInt32? {
        guard let last = text.indices.last, text[last] == UInt8(ascii: "]") else { return nil }
        var value: UInt64 = 0
        var scale: UInt64 = 1
        var index = last - 1
        while index >= 0, scale <= 1_000_000_000 {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value += scale * UInt64(digit)
            scale *= 10
            index -= 1
        }
        guard scale > 1, index >= 1, text[index] == UInt8(ascii: "["), text[index - 1] == UInt8(ascii: ":")
        else { return nil }
        return UInt32(exactly: value)
    }
}
