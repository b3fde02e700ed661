// A namespace that is kept alive by being mounted somewhere, as `ip netns add` does. A plain record.

package import Namespaces

/// A mount of nsfs.
package struct NamespaceMount: Equatable, Sendable {
    /// The mount's 64-bit id, which is not given again (statmount(2), mnt_id).
    package let id: UInt64
    /// What is mounted.
    package let namespace: NamespaceID
    /// Where, seen from the root of the mount namespace that it is in, as it is and not escaped; whether something else
    /// is mounted over it does not matter. Empty where the kernel cannot tell it or it is longer than MountList reads.
    package let mountPoint: String

    package init(id: UInt64, namespace: NamespaceID, mountPoint: String) {
        self.id = id
        self.namespace = namespace
        self.mountPoint = mountPoint
    }

    /// What the root of a mount of nsfs is called: "net:[4026532177]" (fs/nsfs.c, nsfs_show_path); nil for anything
    /// else, and for a type that is unknown here.
    static func namespace(root: String) -> NamespaceID? {
        let parts = root.split(separator: ":[", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix("]"), let type = NamespaceType(name: parts[0]),
            let inode = UInt32(parts[1].dropLast())
        else { return nil }
        return NamespaceID(type, inode)
    }
}
