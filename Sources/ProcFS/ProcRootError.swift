// Why a folder cannot serve as /proc, in a sentence for whoever typed its path.

package import Linux

/// A procfs path that is none.
package enum ProcRootError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(SystemError)
    case noProcesses(path: String)

    package var description: String {
        switch self {
        case .unreadable(let error): "\(error)"
        case .noProcesses(let path): "\(path) is no procfs: it shows no process"
        }
    }
}
