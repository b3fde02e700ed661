// Who is at the other end of a connection, and at which of our addresses it came in.

package import Linux

/// The two ends of a connection.
package struct Peer: Equatable, Sendable {
    package let local: SocketAddress
    package let remote: SocketAddress

    package init(local: SocketAddress, remote: SocketAddress) {
        self.local = local
        self.remote = remote
    }

    /// Whether it came over a unix socket.
    package var isUnix: Bool { local.isUnix }

    /// Whether both ends are loopback addresses: the peer is a process of this host, or a proxy that runs on it.
    package var isLoopback: Bool { local.isLoopback && remote.isLoopback }
}
