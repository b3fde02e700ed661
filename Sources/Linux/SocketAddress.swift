// Where a socket is bound or who is at its other end, as values: no sockaddr leaves this room.

internal import CLinux
internal import Glibc

/// A socket's address.
package enum SocketAddress: Hashable, Sendable {
    /// Four bytes, most significant first, and the port.
    case inet4(UInt32, port: UInt16)
    /// Sixteen bytes in network order, the port, and the scope of a link-local address (0: none).
    case inet6([UInt8], port: UInt16, scope: UInt32)
    case unix(path: String)
    /// The client's end of a unix socket, as a rule.
    case unnamed

    package static let anyInet4: UInt32 = 0
    package static let anyInet6 = [UInt8](repeating: 0, count: 16)

    /// 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3) and the first mapped into the second's format.
    package var isLoopback: Bool {
        switch self {
        case .inet4(let address, _): address >> 24 == 127
        case .inet6(let bytes, _, _):
            bytes == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
                || (bytes[..<12] == Self.mappedPrefix && bytes[12] == 127)
        case .unix, .unnamed: false
        }
    }

    package var isUnix: Bool {
        switch self {
        case .unix, .unnamed: true
        case .inet4, .inet6: false
        }
    }

    /// The address without its port, which tells hosts apart; all that come over unix sockets are one.
    package var host: SocketAddress {
        switch self {
        case .inet4(let address, _): .inet4(address, port: 0)
        case .inet6(let bytes, _, let scope): .inet6(bytes, port: 0, scope: scope)
        case .unix, .unnamed: .unnamed
        }
    }

    package var port: UInt16? {
        switch self {
        case .inet4(_, let port), .inet6(_, let port, _): port
        case .unix, .unnamed: nil
        }
    }

    /// ::ffff:0:0/96 (RFC 4291, 2.5.5.2): an IPv4 peer of a dual-stack socket.
    private static let mappedPrefix: ArraySlice<UInt8> = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

    /// Reads a literal IPv4 or IPv6 address, the latter without brackets (inet_pton(3)); nil for anything else.
    package init?(literal: String, port: UInt16) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, literal, &four) == 1 {
            self = .inet4(UInt32(bigEndian: four.s_addr), port: port)
        } else if unsafe inet_pton(AF_INET6, literal, &six) == 1 {
            self = .inet6(Self.bytes(of: six), port: port, scope: 0)
        } else {
            return nil
        }
    }

    private static func bytes(of address: in6_addr) -> [UInt8] {
        unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// As one types it: "127.0.0.1:10068", "[::1]:10068", "unix:/run/nsexporter.sock".
    package var description: String {
        switch self {
        case .inet4(let address, let port):
            (0..<4).map { "\(address >> (24 - 8 * $0) & 0xff)" }.joined(separator: ".") + ":\(port)"
        case .inet6(let bytes, let port, _): "[\(Self.text(inet6: bytes))]:\(port)"
        case .unix(let path): "unix:\(path)"
        case .unnamed: "unix"
        }
    }

    private static func text(inet6 bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension SocketAddress {
    /// Calls `body` with the sockaddr that the kernel wants.
    func withSockaddr<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(Errno) -> Result {
        switch self {
        case .inet4(let address, let port):
            var value = sockaddr_in()
            value.sin_family = sa_family_t(AF_INET)
            value.sin_port = port.bigEndian
            value.sin_addr.s_addr = address.bigEndian
            return unsafe Self.rebound(&value, body)
        case .inet6(let bytes, let port, let scope):
            var value = sockaddr_in6()
            value.sin6_family = sa_family_t(AF_INET6)
            value.sin6_port = port.bigEndian
            value.sin6_scope_id = scope
            unsafe withUnsafeMutableBytes(of: &value.sin6_addr) { unsafe $0.copyBytes(from: bytes) }
            return unsafe Self.rebound(&value, body)
        case .unix(let path):
            var value = sockaddr_un()
            value.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            // The last byte stays NUL (unix(7), pathname sockets).
            guard bytes.count < MemoryLayout.size(ofValue: value.sun_path) else { throw .nameTooLong }
            unsafe withUnsafeMutableBytes(of: &value.sun_path) { unsafe $0.copyBytes(from: bytes) }
            return unsafe Self.rebound(&value, body)
        case .unnamed: throw .invalidArgument
        }
    }

    private static func rebound<Value, Result>(
        _ value: inout Value, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: &value) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, socklen_t(MemoryLayout<Value>.size))
            }
        }
    }

    /// Asks the kernel for an address (getsockname(2), getpeername(2), accept(2)) and reads the answer.
    static func answered<Result>(
        by call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> (Result, SocketAddress) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, &length) }
        }
        return (result, SocketAddress(storage, length: Int(length)))
    }

    private init(_ storage: sockaddr_storage, length: Int) {
        self = unsafe withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let value = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                return .inet4(
                    UInt32(bigEndian: value.sin_addr.s_addr), port: UInt16(bigEndian: value.sin_port))
            case AF_INET6:
                let value = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
                return .inet6(
                    Self.bytes(of: value.sin6_addr), port: UInt16(bigEndian: value.sin6_port),
                    scope: value.sin6_scope_id)
            default:
                let path = unsafe bytes[..<length].dropFirst(MemoryLayout<sa_family_t>.size).prefix { $0 != 0 }
                return unsafe path.isEmpty ? .unnamed : .unix(path: String(decoding: path, as: UTF8.self))
            }
        }
    }
}
