// The eight kinds of namespace that Linux knows (namespaces(7)), with what is fixed about each.

/// A kind of namespace. The cases stand in the order of their names, which is the order of every table and metric.
package enum NamespaceType: UInt8, CaseIterable, Sendable {
    case cgroup, ipc, mnt, net, pid, time, user, uts

    /// As in /proc/PID/ns, in the label `nstype` and in JSON.
    package var name: String {
        switch self {
        case .cgroup: "cgroup"
        case .ipc: "ipc"
        case .mnt: "mnt"
        case .net: "net"
        case .pid: "pid"
        case .time: "time"
        case .user: "user"
        case .uts: "uts"
        }
    }

    package init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }

    /// Whether one is made in another of the type, which it then keeps alive (ioctl_nsfs(2), NS_GET_PARENT).
    package var isHierarchical: Bool { self == .user || self == .pid }

    /// How deep the kernel lets them nest: of user namespaces a parent above level 32 is refused
    /// (kernel/user_namespace.c, create_user_ns); of pid namespaces a level above MAX_PID_NS_LEVEL
    /// (kernel/pid_namespace.c). nil for types that do not nest.
    package var maximumDepth: Int? {
        switch self {
        case .user: 33
        case .pid: 32
        default: nil
        }
    }

    /// The inode of the namespace that the kernel itself made at boot (include/uapi/linux/nsfs.h, enum init_ns_ino).
    /// Those of net and mnt are fixed since Linux 6.18; before, no namespace of these types has such an inode.
    package var initialInode: UInt32 {
        switch self {
        case .ipc: 0xEFFF_FFFF
        case .uts: 0xEFFF_FFFE
        case .user: 0xEFFF_FFFD
        case .pid: 0xEFFF_FFFC
        case .cgroup: 0xEFFF_FFFB
        case .time: 0xEFFF_FFFA
        case .net: 0xEFFF_FFF9
        case .mnt: 0xEFFF_FFF8
        }
    }
}
