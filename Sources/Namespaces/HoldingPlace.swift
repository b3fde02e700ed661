// Where holdings are found: each look at such a place tells all that is there, and replaces what the last look told.

/// A place that is looked at as a whole.
package enum HoldingPlace: Hashable, Sendable {
    /// The threads of a process.
    case threads(of: Int32)
    /// The descriptors of a process on namespaces.
    case descriptors(of: Int32)
    /// The sockets of a process.
    case sockets(of: Int32)
    /// The mounts of the mount namespace with this inode.
    case mounts(in: UInt32)
}
