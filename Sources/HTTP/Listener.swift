// A socket that connections come in on. A unix socket's file goes with it.

package import Linux

/// A bound, listening socket.
package final class Listener: Sendable {
    let socket: Descriptor
    /// What it is bound to; the kernel's choice where port 0 was asked for.
    package let address: SocketAddress

    private init(bindingTo address: SocketAddress) throws(SystemError) {
        let socket = try Sockets.listen(on: address)
        self.address = Sockets.localAddress(of: socket)
        self.socket = socket
    }

    deinit {
        if case .unix(let path) = address { Sockets.removeUnixSocket(path) }
    }

    /// Binds all addresses that the user's words mean, or throws at the first that cannot be.
    package static func open(_ address: ListenAddress) throws(SystemError) -> [Listener] {
        if case .inet(host: "", let port) = address { return [try openWildcard(port: port)] }
        let meant = address.resolved()
        guard !meant.isEmpty else { throw SystemError("resolve", address.description, .noEntry) }
        var listeners: [Listener] = []
        for one in meant { listeners.append(try open(one)) }
        return listeners
    }

    /// Both families by one socket; IPv4 alone where the kernel has no IPv6.
    private static func openWildcard(port: UInt16) throws(SystemError) -> Listener {
        do throws(SystemError) {
            return try open(.inet6(SocketAddress.anyInet6, port: port, scope: 0))
        } catch {
            guard error.reason == .familyNotSupported || error.reason == .addressNotAvailable else { throw error }
            return try open(.inet4(SocketAddress.anyInet4, port: port))
        }
    }

    private static func open(_ address: SocketAddress) throws(SystemError) -> Listener {
        if case .unix(let path) = address {
            // A socket file that a killed predecessor left is in the way; one that somebody serves is not ours to take.
            guard !Sockets.isAlive(unixPath: path, datagram: false) else {
                throw SystemError("listen on", address.description, .addressInUse)
            }
            Sockets.removeUnixSocket(path)
        }
        return try Listener(bindingTo: address)
    }
}
