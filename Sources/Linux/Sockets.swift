// Stream and datagram sockets: made, bound, accepted, connected. All are nonblocking and closed on exec; who owns one
// decides when to wait.

internal import CLinux
internal import Glibc

/// Calls that make sockets.
package enum Sockets {
    /// Connections that wait to be accepted; the kernel cuts it to net.core.somaxconn (listen(2)).
    private static let backlog: Int32 = 1024

    /// Makes a listening stream socket. An IPv6 wildcard serves IPv4 too (ipv6(7), IPV6_V6ONLY off).
    /// - Parameter access: of a unix socket's file.
    package static func listen(
        on address: SocketAddress, access: UnixSocketAccess = UnixSocketAccess()
    ) throws(SystemError) -> Descriptor {
        try telling("listen on", address.description) { () throws(Errno) in
            let socket = try make(for: address, SOCK_STREAM)
            var one: Int32 = 1
            var zero: Int32 = 0
            let size = socklen_t(MemoryLayout<Int32>.size)
            // A restart must not wait for the last run's connections to leave TIME_WAIT (socket(7)).
            _ = unsafe setsockopt(socket.number, SOL_SOCKET, SO_REUSEADDR, &one, size)
            if case .inet6 = address {
                _ = unsafe setsockopt(socket.number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &zero, size)
            }
            try bind(socket, to: address)
            // Nobody can connect yet.
            if case .unix(let path) = address { try set(access, of: path) }
            _ = try retrying { Glibc.listen(socket.number, backlog) }
            return socket
        }
    }

    private static func set(_ access: UnixSocketAccess, of path: String) throws(Errno) {
        do throws(Errno) {
            if let groupID = access.groupID {
                _ = try retrying { unsafe chown(path, UInt32.max, groupID) }
            }
            if let mode = access.mode { _ = try retrying { unsafe chmod(path, mode) } }
        } catch {
            UnixSocketFile(path: path)?.remove()
            throw error
        }
    }

    /// The sockets that systemd, or who does as it does, has opened for this process: $LISTEN_PID and $LISTEN_FDS
    /// (sd_listen_fds(3)), as descriptors that whoever asks first owns.
    /// - Throws: EINVAL where one is no listening stream socket.
    package static func inherited(_ environment: [String: String]) throws(SystemError) -> [Int32] {
        guard environment["LISTEN_PID"].flatMap(Int32.init) == Host.processID,
            let count = environment["LISTEN_FDS"].flatMap(Int32.init), (1...maximumInherited).contains(count)
        else { return [] }
        for number in firstInherited..<firstInherited + count {
            try telling("listen on", "the inherited descriptor \(number)") { () throws(Errno) in
                var isListening: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                _ = try retrying { unsafe getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) }
                guard isListening == 1 else { throw .invalidArgument }
                _ = try retrying { cl_prepare_inherited(number) }
            }
        }
        return Array(firstInherited..<firstInherited + count)
    }

    /// SD_LISTEN_FDS_START.
    private static let firstInherited: Int32 = 3
    /// Far more addresses than one serves on.
    private static let maximumInherited: Int32 = 64

    /// A connection just taken, and the address of its other end.
    package struct Accepted: ~Copyable, Sendable {
        package let socket: Descriptor
        package let peer: SocketAddress

        /// Hands the socket over; call it last.
        package consuming func takeSocket() -> Descriptor { socket }
    }

    /// Takes the next waiting connection (accept4(2)); nil when none waits.
    package static func accept(from listener: borrowing Descriptor) throws(Errno) -> Accepted? {
        let number = listener.number
        let (connection, peer) = unsafe SocketAddress.answered { address, length in
            let made = unsafe accept4(number, address, length, Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
            return made >= 0 ? Result<Int32, Errno>.success(made) : .failure(.last)
        }
        switch connection {
        case .success(let made): return Accepted(socket: Descriptor(owning: made), peer: peer)
        // A connection that died while it waited, or a signal: the next wait tells of the rest.
        case .failure(.wouldBlock), .failure(.connectionAborted), .failure(.interrupted): return nil
        case .failure(let reason): throw reason
        }
    }

    /// The address that a socket is bound to: for a connection, the one it came in on.
    package static func localAddress(of socket: borrowing Descriptor) -> SocketAddress {
        let number = socket.number
        return unsafe SocketAddress.answered { unsafe getsockname(number, $0, $1) }.1
    }

    /// Whether somebody receives at a unix datagram socket.
    package static func receivesDatagrams(unixPath path: String) -> Bool {
        do throws(Errno) {
            try connect(SOCK_DGRAM, unixPath: path)
            return true
        } catch {
            return error == .wouldBlock
        }
    }

    /// Whether a unix socket's file is left over: nobody has the socket any more. Of whatever kind a socket is that
    /// somebody has, it answers otherwise than ECONNREFUSED (unix(7), connect(2)).
    package static func isLeftOver(unixPath path: String) -> Bool {
        guard UnixSocketFile(path: path) != nil else { return false }
        do throws(Errno) {
            try connect(SOCK_STREAM, unixPath: path)
            return false
        } catch {
            return error == .connectionRefused
        }
    }

    private static func connect(_ kind: __socket_type, unixPath path: String) throws(Errno) {
        let address = SocketAddress.unix(path: path)
        let socket = try make(for: address, kind)
        if try unsafe address.withSockaddr({ unsafe Glibc.connect(socket.number, $0, $1) }) != 0 { throw .last }
    }

    /// Sends answers at once (TCP_NODELAY, tcp(7)): they are written whole, so that nothing is gained by waiting.
    package static func disableDelay(_ socket: borrowing Descriptor) {
        var one: Int32 = 1
        _ = unsafe setsockopt(
            socket.number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Why a name could not be resolved, in the resolver's words (gai_strerror(3)).
    package struct ResolveError: Error, Equatable, Sendable {
        package let reason: String
    }

    /// Resolves a host name (getaddrinfo(3)) to its stream addresses, in the resolver's order without repeats.
    package static func resolve(_ host: String, port: UInt16) throws(ResolveError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, "\(port)", &hints, &first)
        guard code == 0 else { throw ResolveError(reason: unsafe String(cString: gai_strerror(code))) }
        defer { unsafe freeaddrinfo(first) }
        var found: [SocketAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            let info = unsafe entry.pointee
            let address = unsafe SocketAddress.answered { storage, length in
                unsafe memcpy(storage, info.ai_addr, Int(info.ai_addrlen))
                unsafe length.pointee = unsafe info.ai_addrlen
            }.1
            if !found.contains(address) { found.append(address) }
            unsafe next = unsafe info.ai_next
        }
        return found
    }

    private static func make(for address: SocketAddress, _ kind: __socket_type) throws(Errno) -> Descriptor {
        let family =
            switch address {
            case .inet4: AF_INET
            case .inet6: AF_INET6
            case .unix, .unnamed: AF_UNIX
            }
        let flags = Int32(kind.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        return Descriptor(owning: try retrying { socket(family, flags, 0) })
    }

    private static func bind(_ socket: borrowing Descriptor, to address: SocketAddress) throws(Errno) {
        let number = socket.number
        let result = try unsafe address.withSockaddr { unsafe Glibc.bind(number, $0, $1) }
        if result != 0 { throw .last }
    }
}

extension Descriptor {
    /// Takes what a socket has received, at most `buffer.count` bytes (recv(2)); 0 is the end.
    package func receive(into buffer: inout [UInt8]) throws(Errno) -> Int {
        try retrying {
            unsafe buffer.withUnsafeMutableBytes { unsafe recv(number, $0.baseAddress, $0.count, 0) }
        }
    }

    /// Sends `bytes` from `start` on (send(2)), as many as fit; a reader who left is EPIPE, never a signal.
    package func send(_ bytes: [UInt8], from start: Int) throws(Errno) -> Int {
        try retrying {
            unsafe bytes[start...].withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// Ends both directions (shutdown(2), SHUT_RDWR): on a listening socket, connections are refused from then on.
    package func endBoth() {
        _ = shutdown(number, Int32(SHUT_RDWR))
    }

    /// Says that nothing more will be sent (shutdown(2), SHUT_WR).
    package func endSending() {
        _ = shutdown(number, Int32(SHUT_WR))
    }
}
