// Who may see what names a process, a path, a user or a unit. One rule in one place; every route says for whom it is.

internal import Linux

/// The rule.
package struct Access: Sendable {
    /// Whom an answer is for.
    package enum Audience: Sendable {
        case everybody
        /// Somebody on this host.
        case thisHost
    }

    /// Hosts besides localhost and loopback's literals by which this host is asked, in lower case.
    private let hosts: Set<String>

    /// - Parameter hosts: names that whoever started the server gave it; of literal addresses only loopback's count.
    package init(hosts: some Sequence<String> = []) {
        self.hosts = Set(hosts.filter { SocketAddress(literal: $0, port: 0) == nil }.map { $0.lowercased() })
    }

    package func admits(_ request: Request, from peer: Peer, to audience: Audience) -> Bool {
        switch audience {
        case .everybody: true
        case .thisHost: isFromHere(request, peer)
        }
    }

    /// Whether the request came from somebody on this host: over a unix socket, or from loopback to loopback, by a Host
    /// that only this host can mean (else a foreign page could reach here by DNS rebinding), and not through a proxy,
    /// whose client may be anybody.
    private func isFromHere(_ request: Request, _ peer: Peer) -> Bool {
        if peer.isUnix { return true }
        guard peer.isLoopback else { return false }
        guard let host = request.host.flatMap(Authority.init), host.isLoopback || hosts.contains(host.host) else {
            return false
        }
        return request.values(of: "forwarded").isEmpty && request.values(of: "x-forwarded-for").isEmpty
    }
}
