// One process, meant by a descriptor and not by a number that the next process may be given (pidfd_open(2)). It keeps
// nothing of the process alive but its number; what is copied out of it does, and must be closed at once.

internal import CLinux

/// A pidfd.
package struct ProcessDescriptor: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Refers to the process with this id (not to a thread): ESRCH where there is none, ENOSYS before Linux 5.3.
    package init(_ processID: Int32) throws(Errno) {
        descriptor = Descriptor(owning: try retrying { cl_pidfd_open(processID) })
    }

    /// A descriptor of our own on what the process has open as `number` (pidfd_getfd(2)), closed on exec. EBADF where
    /// it has none, EPERM without the right to trace it, ESRCH when it has ended, ENOSYS before Linux 5.6.
    package func duplicate(_ number: Int32) throws(Errno) -> Descriptor {
        let process = descriptor.number
        return Descriptor(owning: try retrying { cl_pidfd_getfd(process, number) })
    }
}
