// What an open descriptor is of, from the text of its link in /proc/PID/fd (proc_pid_fd(5)). Pure; it sees one text for
// each descriptor of the host, most of them of no interest, and is quick to say so.

package import Namespaces

/// What a descriptor is of, as far as namespaces are concerned.
package enum DescriptorTarget: Equatable, Sendable {
    /// A namespace's file: "net:[4026531833]" (fs/nsfs.c, ns_dname).
    case namespace(NamespaceID)
    /// Most likely a namespace's file that was opened where it is bind mounted: the link then reads as that path, or as
    /// "/" once it is unmounted (fs/d_path.c, d_path), and only the inode tells. Its type is not told; a namespace of
    /// that inode that is otherwise known has it.
    case mountedNamespace(inode: UInt32)
    /// A socket, which belongs to a network namespace: "socket:[123]" (net/socket.c, sockfs_dname).
    case socket(inode: UInt64)
    /// A tun device, which is a file and yet belongs to a network namespace (drivers/net/tun.c, SIOCGSKNS).
    case tun
    /// An inotify instance or a fanotify group: "anon_inode:inotify", "anon_inode:[fanotify]" (fs/notify).
    case notifications(NotificationKind)
    case other

    /// Reads the text of a link. A file may be named "net:[1]", but the link to it begins with "/".
    package init(link: Span<UInt8>) {
        guard !link.isEmpty else {
            self = .other
            return
        }
        if link[0] == UInt8(ascii: "/") {
            self = Self.isTun(link) ? .tun : .other
        } else if let inode = Self.number(in: link, after: "socket") {
            self = .socket(inode: inode)
        } else if let namespace = NamespaceText.parse(link) {
            self = .namespace(namespace)
        } else {
            self = Self.notifications(link).map(DescriptorTarget.notifications) ?? .other
        }
    }

    /// A device is known by its path only. One of another root folder has its path before it; whoever asks the
    /// descriptor for its namespace is told when it is none after all.
    private static func isTun(_ link: Span<UInt8>) -> Bool {
        let path: StaticString = "/dev/net/tun"
        let start = link.count - path.utf8CodeUnitCount
        return start >= 0 && Bytes.match(path, in: link, at: start)
    }

    private static func notifications(_ link: Span<UInt8>) -> NotificationKind? {
        let inotify: StaticString = "anon_inode:inotify"
        let fanotify: StaticString = "anon_inode:[fanotify]"
        if link.count == inotify.utf8CodeUnitCount, Bytes.match(inotify, in: link, at: 0) { return .inotify }
        return link.count == fanotify.utf8CodeUnitCount && Bytes.match(fanotify, in: link, at: 0) ? .fanotify : nil
    }

    /// N in "NAME:[N]".
    private static func number(in link: Span<UInt8>, after name: StaticString) -> UInt64? {
        let start = name.utf8CodeUnitCount + 2
        guard link.count > start + 1, Bytes.match(name, in: link, at: 0), link[start - 2] == UInt8(ascii: ":"),
            link[start - 1] == UInt8(ascii: "["), link[link.count - 1] == UInt8(ascii: "]")
        else { return nil }
        return Bytes.decimal(in: link, start..<link.count - 1)
    }

    /// Whether the number can be a namespace's inode: the kernel takes these from 0xF0000000 on, and has the eight of
    /// the initial ones right below (include/linux/proc_fs.h, PROC_DYNAMIC_FIRST; include/uapi/linux/nsfs.h).
    static func mayBeNamespace(_ inode: UInt64) -> Bool {
        (0xEFFF_FFF0...0xFFFF_FFFF).contains(inode)
    }
}
