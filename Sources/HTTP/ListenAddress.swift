// An address to listen on, as one types it (`--web.listen-address`). Pure but for the resolving of names.

package import Linux

/// A host and port, or a unix socket.
package enum ListenAddress: Equatable, Sendable {
    /// An empty host means every address of this host.
    case inet(host: String, port: UInt16)
    case unix(path: String)

    /// ":10068", "127.0.0.1:10068", "[::1]:10068", "localhost:10068" or "unix:/run/nsexporter.sock".
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst("unix:".count)
            // sun_path has 108 bytes with its NUL (unix(7)).
            guard path.hasPrefix("/"), path.utf8.count < 108 else { return nil }
            self = .unix(path: String(path))
        } else if text.hasPrefix(":") {
            guard let port = Self.port(text.dropFirst()) else { return nil }
            self = .inet(host: "", port: port)
        } else {
            guard let authority = Authority(text), let port = authority.port else { return nil }
            self = .inet(host: authority.host, port: port)
        }
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy(\.isDigit) ? UInt16(text) : nil
    }

    /// The socket addresses it means, one at least.
    package func resolved() throws(ListenError) -> [SocketAddress] {
        switch self {
        case .unix(let path): return [.unix(path: path)]
        case .inet(let host, let port):
            if let literal = SocketAddress(literal: host, port: port) { return [literal] }
            do throws(Sockets.ResolveError) {
                return try Sockets.resolve(host, port: port)
            } catch {
                throw .unresolved(self, reason: error.reason)
            }
        }
    }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .inet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
