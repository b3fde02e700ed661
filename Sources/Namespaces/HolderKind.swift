// What can keep a namespace alive, by strength: each namespace counts under the strongest that it has, so that the
// parts sum to the whole.

/// A kind of holder, strongest first.
package enum HolderKind: UInt8, CaseIterable, Sendable {
    /// A process is in it, or its next child will be.
    case process
    /// A thread is in it whose process is not.
    case thread
    /// A descriptor on it is open.
    case fd
    /// A socket belongs to it whose process is elsewhere.
    case socket
    /// It is mounted on a file.
    case mount
    /// A descendant of it lives, or a namespace that it owns.
    case child
    /// It lives, and nobody is found who holds it: a descriptor in flight (unix(7), SCM_RIGHTS), the kernel itself, or
    /// somebody whom we may not see.
    case unknown

    /// As in the label `holder` and in JSON.
    package var name: String {
        switch self {
        case .process: "process"
        case .thread: "thread"
        case .fd: "fd"
        case .socket: "socket"
        case .mount: "mount"
        case .child: "child"
        case .unknown: "unknown"
        }
    }

    package init?(name: some StringProtocol) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}
