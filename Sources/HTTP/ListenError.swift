// Why an address cannot be listened on.

package import Linux

/// A failure to listen.
package enum ListenError: Error, Equatable, Sendable, CustomStringConvertible {
    case refused(SystemError)
    /// The name is unknown; `reason` is the resolver's.
    case unresolved(ListenAddress, reason: String)

    package var description: String {
        switch self {
        case .refused(let error): "\(error)"
        case .unresolved(let address, let reason): "cannot resolve \(address): \(reason)"
        }
    }
}
