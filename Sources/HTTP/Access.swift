// Who may see what names a process, a path, a user or a unit. One rule in one place; every route says whether it stands
// behind it.

/// The rule.
package enum Access {
    /// Whether the request came from somebody on this host: over a unix socket, or from loopback to loopback, by a Host
    /// that only this host can mean (else a foreign page could reach here by DNS rebinding), and not through a proxy,
    /// whose client may be anybody.
    package static func seesDetails(_ request: Request, from peer: Peer) -> Bool {
        if peer.isUnix { return true }
        guard peer.isLoopback else { return false }
        guard let host = request.host.flatMap(Authority.init), host.isLoopback else { return false }
        return request.values(of: "forwarded").isEmpty && request.values(of: "x-forwarded-for").isEmpty
    }
}
