// A namespace that is kept alive by a mount of its file (namespaces(7)), as one line of mountinfo tells it.

package import Namespaces

/// A mount of a namespace's file.
package struct NamespaceMount: Equatable, Sendable {
    /// The mount's id, which the kernel gives to another mount as soon as this one is gone.
    package let id: Int32
    package let parentID: Int32
    package let namespace: NamespaceID
    /// Where it is mounted, below the root folder of the process whose mounts were read. Of a file that was deleted
    /// since it ends in "//deleted" (fs/d_path.c).
    package let path: String
}
