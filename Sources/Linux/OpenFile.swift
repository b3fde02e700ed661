// A place where a file is open. Two of them may lead to one open file, which a fork or a message has shared.

internal import CLinux

/// A descriptor of a process, which is not opened for it.
package struct OpenFile: Equatable, Sendable {
    package let processID: Int32
    package let number: Int32

    package init(_ number: Int32, of processID: Int32) {
        self.number = number
        self.processID = processID
    }

    /// How two open files stand in the kernel's order of them, which has no meaning but lasts as long as they do.
    package enum Comparison: Int, Sendable {
        case same = 0
        case less = 1
        case greater = 2
        /// They are two, and no more is told.
        case different = 3
    }

    /// Compares what two descriptors lead to (kcmp(2), KCMP_FILE). EPERM without the right to trace both processes, or
    /// where a sandbox refuses it, ESRCH where a process is gone, EBADF where a descriptor is, ENOSYS where the kernel
    /// was built without it.
    package func compared(to other: OpenFile) throws(Errno) -> Comparison {
        let result = try retrying { cl_compare_files(processID, number, other.processID, other.number) }
        return Comparison(rawValue: Int(result)) ?? .different
    }
}
