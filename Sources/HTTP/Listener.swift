// A socket that connections come in on. Who opened it closes it: a unix socket's file goes with it then.

package import Linux

/// A bound, listening socket.
package final class Listener: Sendable {
    let socket: Descriptor
    /// What it is bound to; the kernel's choice where port 0 was asked for.
    package let address: SocketAddress
    /// Of a unix socket.
    private let file: UnixSocketFile?

    /// One that was opened for us: its file, if it has one, is its opener's.
    private init(inherited socket: consuming Descriptor) {
        address = Sockets.localAddress(of: socket)
        self.socket = socket
        file = nil
    }

    /// The sockets that a service manager has opened for this process.
    package static func inherited(_ environment: [String: String]) throws(ListenError) -> [Listener] {
        do throws(SystemError) {
            return try Sockets.inherited(environment).map { Listener(inherited: Descriptor(owning: $0)) }
        } catch {
            throw .refused(error)
        }
    }

    private init(bindingTo address: SocketAddress, _ access: UnixSocketAccess) throws(SystemError) {
        let socket = try Sockets.listen(on: address, access: access)
        self.address = Sockets.localAddress(of: socket)
        self.socket = socket
        if case .unix(let path) = address { file = UnixSocketFile(path: path) } else { file = nil }
    }

    /// Refuses further connections and takes a unix socket's file away, whoever still holds this.
    package func close() {
        socket.endBoth()
        file?.remove()
    }

    /// Binds all addresses that the user's words mean, or throws at the first that cannot be.
    package static func open(_ address: ListenAddress) throws(ListenError) -> [Listener] {
        if case .inet(host: "", let port) = address {
            // Both families by one socket; IPv4 alone where the kernel has no IPv6.
            return [
                try openFirst(of: [
                    .inet6(SocketAddress.anyInet6, port: port, scope: 0), .inet4(SocketAddress.anyInet4, port: port),
                ])
            ]
        }
        let access = try access(address)
        var rest = try address.resolved()
        var listeners: [Listener] = []
        while !rest.isEmpty {
            do throws(SystemError) {
                listeners.append(try open(rest.removeFirst(), access))
            } catch {
                // "localhost" may mean ::1 where there is no IPv6: then its other address serves alone.
                guard isOfNoUse(error), !listeners.isEmpty || !rest.isEmpty else { throw .refused(error) }
            }
        }
        return listeners
    }

    private static func access(_ address: ListenAddress) throws(ListenError) -> UnixSocketAccess {
        guard case .unix(_, let mode, let group) = address else { return UnixSocketAccess() }
        guard let group else { return UnixSocketAccess(mode: mode) }
        guard let id = UInt32(group) ?? Host.groupID(named: group) else { throw .unknownGroup(address) }
        return UnixSocketAccess(mode: mode, groupID: id)
    }

    /// The first address of a family that this host has.
    private static func openFirst(of addresses: [SocketAddress]) throws(ListenError) -> Listener {
        var rest = addresses
        while true {
            do throws(SystemError) {
                return try open(rest.removeFirst())
            } catch {
                guard isOfNoUse(error), !rest.isEmpty else { throw .refused(error) }
            }
        }
    }

    /// Whether this host has no such address, rather than that somebody else has it.
    private static func isOfNoUse(_ error: SystemError) -> Bool {
        error.reason == .familyNotSupported || error.reason == .addressNotAvailable
    }

    private static func open(
        _ address: SocketAddress, _ access: UnixSocketAccess = UnixSocketAccess()
    ) throws(SystemError) -> Listener {
        if case .unix(let path) = address {
            // The file that a killed predecessor left is in the way; one that somebody has is not ours to take, and
            // binding says so.
            if Sockets.isLeftOver(unixPath: path) { UnixSocketFile(path: path)?.remove() }
        }
        return try Listener(bindingTo: address, access)
    }
}
