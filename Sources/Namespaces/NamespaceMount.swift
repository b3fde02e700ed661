// A namespace that is kept alive by a mount of its file (namespaces(7)), as `ip netns add` does. A plain value.

/// A mount of a namespace's file.
package struct NamespaceMount: Equatable, Sendable {
    package let namespace: NamespaceID
    /// Where it is mounted, seen from the root of the mount namespace or of the process whose mounts were read, as it
    /// is and not escaped; whether something else is mounted over it does not matter. Empty where the kernel cannot
    /// tell it. In mountinfo that of a file that was deleted since ends in "//deleted" (fs/d_path.c).
    package let path: String

    package init(namespace: NamespaceID, path: String) {
        self.namespace = namespace
        self.path = path
    }
}
