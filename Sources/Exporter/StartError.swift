// Why the program cannot do what it was asked for, in one sentence for whoever asked.

package import HTTP
package import Linux
package import ProcFS

/// A reason not to start.
package enum StartError: Error, Equatable, Sendable, CustomStringConvertible {
    case procfs(ProcRootError)
    case listen(ListenError)
    case system(SystemError)
    /// What was asked about is not there, or cannot be told; the whole sentence.
    case unknown(String)

    package var description: String {
        switch self {
        case .procfs(let error): "\(error)"
        case .listen(let error): "\(error)"
        case .system(let error): "\(error)"
        case .unknown(let sentence): sentence
        }
    }
}
