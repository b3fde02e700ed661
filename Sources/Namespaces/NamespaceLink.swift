// The ten ways in which a process refers to namespaces: the eight it is in, and the two that its next child will be in.

/// An entry of /proc/PID/ns (proc_pid_ns(5)).
package enum NamespaceLink: UInt8, CaseIterable, Sendable {
    case cgroup, ipc, mnt, net, pid, pidForChildren, time, timeForChildren, user, uts

    package var type: NamespaceType {
        switch self {
        case .cgroup: .cgroup
        case .ipc: .ipc
        case .mnt: .mnt
        case .net: .net
        case .pid, .pidForChildren: .pid
        case .time, .timeForChildren: .time
        case .user: .user
        case .uts: .uts
        }
    }

    /// Whether the process is in that namespace, rather than only its next child.
    package var isMembership: Bool {
        switch self {
        case .pidForChildren, .timeForChildren: false
        default: true
        }
    }

    /// The link's file name.
    package var name: StaticString {
        switch self {
        case .cgroup: "cgroup"
        case .ipc: "ipc"
        case .mnt: "mnt"
        case .net: "net"
        case .pid: "pid"
        case .pidForChildren: "pid_for_children"
        case .time: "time"
        case .timeForChildren: "time_for_children"
        case .user: "user"
        case .uts: "uts"
        }
    }
}
