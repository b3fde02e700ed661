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

extension NamespaceID: LosslessStringConvertible {
    /// As the kernel writes it: "net:[4026531833]".
    package var description: String { "\(type.name):[\(inode)]" }

    /// Reads what the kernel writes (fs/nsfs.c, nsfs_show_path); nil for anything else, and for a type that is unknown
    /// here.
    package init?(_ text: String) {
        let parts = text.split(separator: ":[", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].hasSuffix("]"), let type = NamespaceType(name: parts[0]),
            parts[1].utf8.dropLast().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let inode = UInt32(parts[1].dropLast())
        else { return nil }
        self.init(type, inode)
    }
}

extension NamespaceID: Comparable {
    /// By type, then by inode: the order of tables.
    package static func < (left: NamespaceID, right: NamespaceID) -> Bool {
        (left.type.rawValue, left.inode) < (right.type.rawValue, right.inode)
    }
}
