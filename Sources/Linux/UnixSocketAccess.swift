// Who may connect to a unix socket: whoever may write to its file (unix(7)).

/// The rights on a socket's file, as they are set before anybody can connect.
package struct UnixSocketAccess: Equatable, Sendable {
    /// Of chmod(2); nil: what the process' umask leaves.
    package let mode: UInt32?
    /// nil: the process' own group.
    package let groupID: UInt32?

    package init(mode: UInt32? = nil, groupID: UInt32? = nil) {
        self.mode = mode
        self.groupID = groupID
    }
}
