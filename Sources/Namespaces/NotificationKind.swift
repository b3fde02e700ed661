// The two ways to be told of what happens to files. A plain value.

/// What an fsnotify group was made by.
package enum NotificationKind: CaseIterable, Sendable {
    /// inotify_init1(2).
    case inotify
    /// fanotify_init(2).
    case fanotify
}
