// An address to listen on, as one types it (`--web.listen-address`). Pure but for the resolving of names.

package import Linux

/// A host and port, or a unix socket.
package enum ListenAddress: Equatable, Sendable {
    /// An empty host means every address of this host.
    case inet(host: String, port: UInt16)
    /// With rights on its file: an octal mode, a group's name.
    case unix(path: String, mode: UInt32? = nil, group: String? = nil)

    /// ":10068", "127.0.0.1:10068", "[::1]:10068", "localhost:10068", "unix:/run/nsexporter.sock" or
    /// "unix:/run/nsexporter.sock?mode=0660&group=prometheus".
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            guard let unix = Self.unix(text.dropFirst("unix:".count)) else { return nil }
            self = unix
        } else if text.hasPrefix(":") {
            guard let port = Self.port(text.dropFirst()) else { return nil }
            self = .inet(host: "", port: port)
        } else {
            guard let authority = Authority(text), let port = authority.port else { return nil }
            self = .inet(host: authority.host, port: port)
        }
    }

    private static func unix(_ text: Substring) -> ListenAddress? {
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        // sun_path has 108 bytes with its NUL (unix(7)).
        guard let path = parts.first, path.hasPrefix("/"), path.utf8.count < 108 else { return nil }
        var mode: UInt32?
        var group: String?
        for option in parts.dropFirst().flatMap({ $0.split(separator: "&", omittingEmptySubsequences: false) }) {
            if option.hasPrefix("mode="), mode == nil, let number = UInt32(option.dropFirst(5), radix: 8),
                number <= 0o777
            {
                mode = number
            } else if option.hasPrefix("group="), group == nil, option.count > 6 {
                group = String(option.dropFirst(6))
            } else {
                return nil
            }
        }
        return .unix(path: String(path), mode: mode, group: group)
    }

    private static func port(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy(\.isDigit) ? UInt16(text) : nil
    }

    /// The socket addresses it means, one at least.
    package func resolved() throws(ListenError) -> [SocketAddress] {
        switch self {
        case .unix(let path, _, _): return [.unix(path: path)]
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
        case .unix(let path, let mode, let group): "unix:\(path)\(Self.options(mode, group))"
        case .inet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
    private static func options(_ mode: UInt32?, _ group: String?) -> String {
        let octal = mode.map { String($0, radix: 8) }.map { "mode=\(String(repeating: "0", count: 4 - $0.count))\($0)" }
        let options = [octal, group.map { "group=\($0)" }].compactMap(\.self)
        return options.isEmpty ? "" : "?" + options.joined(separator: "&")
    }
}
