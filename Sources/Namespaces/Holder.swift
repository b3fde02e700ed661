// One reason why a namespace lives, told so that whoever wants it gone knows where to look.

/// Who or what holds a namespace.
package enum Holder: Hashable, Sendable {
    /// The process is in it, or (pid_for_children, time_for_children) its next child will be.
    case process(Int32)
    /// The thread is in it; its process is elsewhere, or has ended but for such threads.
    case thread(Int32, of: Int32)
    /// The process has this descriptor on it.
    case descriptor(Int32, of: Int32)
    /// The process has this socket, which belongs to it; the process itself is elsewhere.
    case socket(Int32, of: Int32)
    /// It is mounted at this path of the mount namespace with this inode.
    case mount(path: String, in: UInt32)
    /// This namespace is its descendant, or owned by it.
    case child(NamespaceID)

    package var kind: HolderKind {
        switch self {
        case .process: .process
        case .thread: .thread
        case .descriptor: .fd
        case .socket: .socket
        case .mount: .mount
        case .child: .child
        }
    }

    /// The process behind it.
    package var processID: Int32? {
        switch self {
        case .process(let processID), .thread(_, let processID), .descriptor(_, let processID),
            .socket(_, let processID):
            processID
        case .mount, .child: nil
        }
    }
}

extension Holder: Comparable {
    /// By strength, then by number or path: the order of tables.
    package static func < (left: Holder, right: Holder) -> Bool {
        switch (left, right) {
        case (.process(let one), .process(let other)): one < other
        case (.thread(let one, let first), .thread(let other, let second)),
            (.descriptor(let one, let first), .descriptor(let other, let second)),
            (.socket(let one, let first), .socket(let other, let second)):
            (first, one) < (second, other)
        case (.mount(let one, let first), .mount(let other, let second)): (first, one) < (second, other)
        case (.child(let one), .child(let other)): one < other
        default: left.kind.rawValue < right.kind.rawValue
        }
    }
}
