// One process, meant by a descriptor and not by a number that the next process may be given (pidfd_open(2)). It keeps
// nothing of the process alive but its number; what is copied out of it does, and must be closed at once.

internal import CLinux

/// A pidfd.
package struct ProcessDescriptor: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Refers to the process with this id: ESRCH where there is none, ENOSYS before Linux 5.3. A thread's id is taken
    /// too, since Linux 6.9 (PIDFD_THREAD); before that is EINVAL.
    package init(_ processID: Int32) throws(Errno) {
        descriptor = Descriptor(owning: try Self.open(processID))
    }

    private static func open(_ processID: Int32) throws(Errno) -> Int32 {
        do throws(Errno) {
            return try retrying { cl_pidfd_open(processID) }
        } catch {
            // Of a thread's id: ENOENT since Linux 6.15.
            guard error == .invalidArgument || error == .noEntry else { throw error }
            return try openThread(processID)
        }
    }

    private static func openThread(_ threadID: Int32) throws(Errno) -> Int32 {
        try retrying { cl_pidfd_open_thread(threadID) }
    }

    /// Whether threads can be referred to.
    package static var takesThreads: Bool {
        guard let opened = try? openThread(Host.processID) else { return false }
        _ = Descriptor(owning: opened)
        return true
    }

    /// A descriptor of our own on what the process has open as `number` (pidfd_getfd(2)), closed on exec. EBADF where
    /// it has none, EPERM without the right to trace it, ESRCH when it has ended, ENOSYS before Linux 5.6.
    package func duplicate(_ number: Int32) throws(Errno) -> Descriptor {
        let process = descriptor.number
        return Descriptor(owning: try retrying { cl_pidfd_getfd(process, number) })
    }
}
