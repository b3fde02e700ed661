// The sources that fill the Inventory, by the names of their flags and of the label `collector`.

/// A source.
package enum SourceName: String, CaseIterable, Sendable {
    /// The namespaces of every process: /proc/PID/ns.
    case processes
    /// Those of every thread that is elsewhere than its process: /proc/PID/task/TID/ns.
    case threads
    /// Descriptors on namespaces: /proc/PID/fd.
    case fds
    /// Sockets, each of which holds a network namespace.
    case sockets
    /// Namespaces mounted on files, in every mount namespace.
    case mounts
    /// Owners and parents, which live as long as what they own or have made: ioctl_nsfs(2).
    case hierarchy
    /// Names in /run/netns and the like, and ids of network namespaces.
    case names
    /// /proc/sys/user.
    case limits
    /// What each user is charged with, against the limits of all user namespaces.
    case charges
    /// inotify instances and fanotify groups with their watches and marks: /proc/PID/fdinfo.
    case inotify
    /// What the kernel announces by itself: the feeds.
    case events

    /// The others are asked for: their cost is not bounded by the number of namespaces.
    package static let defaults = Set(allCases).subtracting([.inotify])
}
