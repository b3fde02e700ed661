// The CLONE_NEW… value of each type of namespace (clone(2)), by which nsfs names types. Pure.

internal import CLinux
internal import Namespaces

/// A type as NS_GET_NSTYPE and file handles write it.
enum CloneFlag {
    static func value(of type: NamespaceType) -> Int32 {
        switch type {
        case .cgroup: Int32(CLONE_NEWCGROUP)
        case .ipc: Int32(CLONE_NEWIPC)
        case .mnt: Int32(CLONE_NEWNS)
        case .net: Int32(CLONE_NEWNET)
        case .pid: Int32(CLONE_NEWPID)
        case .time: Int32(CLONE_NEWTIME)
        case .user: Int32(CLONE_NEWUSER)
        case .uts: Int32(CLONE_NEWUTS)
        }
    }

    /// nil for a type that is unknown here.
    static func type(_ value: Int32) -> NamespaceType? {
        NamespaceType.allCases.first { self.value(of: $0) == value }
    }
}
