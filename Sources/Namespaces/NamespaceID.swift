// Which namespace is meant: its type and the inode number that readlink and stat show. The kernel gives the number of
// an ended namespace to the next one, of any type; telling such two apart needs more than this and comes from
// elsewhere.

/// A namespace's type and inode number on nsfs.
package struct NamespaceID: Hashable, Sendable {
    package let type: NamespaceType
    package let inode: UInt32

    package init(_ type: NamespaceType, _ inode: UInt32) {
        self.type = type
        self.inode = inode
    }

    /// Whether the kernel made it at boot.
    package var isInitial: Bool { inode == type.initialInode }
}

extension NamespaceID: CustomStringConvertible {
    /// As the kernel writes it: "net:[4026531833]".
    package var description: String { "\(type.name):[\(inode)]" }
}

extension NamespaceID: Comparable {
    /// By type, then by inode: the order of tables.
    package static func < (left: NamespaceID, right: NamespaceID) -> Bool {
        (left.type.rawValue, left.inode) < (right.type.rawValue, right.inode)
    }
}
