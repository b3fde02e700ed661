// The namespaces that one process refers to, as one small value: the scan makes one for each process, so it allocates
// nothing.

/// Ten inode numbers, one a link; 0 where the link leads nowhere (a zombie, a type that the kernel lacks, a
/// pid_for_children before the first child). No namespace has the inode 0.
package struct ProcessNamespaces: Sendable {
    private var inodes = InlineArray<10, UInt32>(repeating: 0)

    package init() {}

    /// Whether a link leads to the namespace.
    package func contains(_ namespace: NamespaceID) -> Bool {
        NamespaceLink.allCases.contains { $0.type == namespace.type && self[$0] == namespace.inode }
    }

    /// Whether user and pid alone are left of it: it ended, or its first thread did (fs/proc, task->nsproxy).
    package var isZombie: Bool { self[.mnt] == 0 && self[.user] != 0 }

    package subscript(link: NamespaceLink) -> UInt32 {
        get { inodes[Int(link.rawValue)] }
        set { inodes[Int(link.rawValue)] = newValue }
    }
}

extension ProcessNamespaces: Equatable {
    package static func == (left: ProcessNamespaces, right: ProcessNamespaces) -> Bool {
        for index in left.inodes.indices where left.inodes[index] != right.inodes[index] { return false }
        return true
    }
}
