// Why an address cannot be listened on.

package import Linux

/// A failure to listen.
package enum ListenError: Error, Equatable, Sendable, CustomStringConvertible {
    case refused(SystemError)
    /// The unix socket's group is unknown.
    case unknownGroup(ListenAddress)
    /// `--web.systemd-socket` without a socket.
    case noneInherited
    /// The name is unknown; `reason` is the resolver's.
    case unresolved(ListenAddress, reason: String)

    package var description: String {
        switch self {
        case .refused(let error): "\(error)"
        case .unknownGroup(let address): "cannot listen on \(address): there is no such group"
        case .noneInherited: "no socket activation file descriptors found"
        case .unresolved(let address, let reason): "cannot resolve \(address): \(reason)"
        }
    }
}
