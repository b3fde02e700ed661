// What /proc/sys/user limits besides namespaces. A plain value.

/// An object that the kernel counts for each user of each user namespace (include/linux/user_namespace.h, ucount_type).
/// Its raw value is that of the file max_RESOURCE, and of the label `resource`.
package enum UserResource: String, CaseIterable, Sendable {
    case inotifyInstances = "inotify_instances"
    case inotifyWatches = "inotify_watches"
    case fanotifyGroups = "fanotify_groups"
    case fanotifyMarks = "fanotify_marks"
}
