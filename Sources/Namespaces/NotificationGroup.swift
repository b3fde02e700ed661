// One inotify instance or fanotify group, and what the kernel charges for it. A plain value.

/// A group that is told of what happens to files (fs/notify/group.c, fsnotify_group).
package struct NotificationGroup: Equatable, Sendable {
    package let kind: NotificationKind
    /// The first process that is known to have it open.
    package let processID: Int32
    /// Whom it is taken to be charged to: the user that this process is, where it is. The kernel does not tell.
    package let bucket: Bucket
    /// Watches or marks that are charged.
    package let watches: Int
    /// Whether it is known to be none of the others.
    package let isDistinct: Bool

    package init(_ kind: NotificationKind, of processID: Int32, _ bucket: Bucket, watches: Int, isDistinct: Bool) {
        self.kind = kind
        self.processID = processID
        self.bucket = bucket
        self.watches = watches
        self.isDistinct = isDistinct
    }

    /// What it counts for.
    package var counts: [(resource: UserResource, count: Int)] {
        switch kind {
        case .inotify: [(.inotifyInstances, 1), (.inotifyWatches, watches)]
        case .fanotify: [(.fanotifyGroups, 1), (.fanotifyMarks, watches)]
        }
    }
}
