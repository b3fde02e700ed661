// The kernel's reason for a refusal, by number and by name. It holds no context: SystemError adds what was tried on
// what. It must be made before anything else can change `errno` (ARC traffic may call free, which may).

internal import Glibc

/// An errno value, as errno(3) lists them.
package struct Errno: Error, Equatable, Sendable {
    package let number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// The calling thread's last error.
    package static var last: Errno { Errno(number: errno) }

    package static let noEntry = Errno(number: ENOENT)
    package static let noProcess = Errno(number: ESRCH)
    package static let accessDenied = Errno(number: EACCES)
    package static let notPermitted = Errno(number: EPERM)
    package static let badDescriptor = Errno(number: EBADF)
    package static let interrupted = Errno(number: EINTR)
    package static let wouldBlock = Errno(number: EAGAIN)
    package static let noBufferSpace = Errno(number: ENOBUFS)
    package static let addressInUse = Errno(number: EADDRINUSE)
    package static let connectionRefused = Errno(number: ECONNREFUSED)
    package static let connectionAborted = Errno(number: ECONNABORTED)
    package static let familyNotSupported = Errno(number: EAFNOSUPPORT)
    package static let addressNotAvailable = Errno(number: EADDRNOTAVAIL)
    package static let tooManyFilesInProcess = Errno(number: EMFILE)
    package static let tooManyFilesInSystem = Errno(number: ENFILE)
    package static let nameTooLong = Errno(number: ENAMETOOLONG)
    package static let invalidArgument = Errno(number: EINVAL)
    package static let notADirectory = Errno(number: ENOTDIR)
    package static let tooManyLinks = Errno(number: ELOOP)
    package static let timedOut = Errno(number: ETIMEDOUT)
    package static let messageTruncated = Errno(number: EMSGSIZE)
    package static let busy = Errno(number: EBUSY)
    package static let canceled = Errno(number: ECANCELED)
    package static let stale = Errno(number: ESTALE)
    package static let notForThisFile = Errno(number: ENOTTY)
    package static let notSupported = Errno(number: EOPNOTSUPP)
    package static let notImplemented = Errno(number: ENOSYS)
    package static let valueTooLarge = Errno(number: EOVERFLOW)
    package static let wrongMediumType = Errno(number: EMEDIUMTYPE)
}

extension Errno: CustomStringConvertible {
    /// The message of strerror(3), such as "No such file or directory".
    package var description: String {
        // The longest message of glibc 2.36 has 49 bytes in the C locale; translated ones stay well below this.
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Repeats a system call while a signal interrupts it; -1 becomes the errno, read at once.
@inline(__always)
package func retrying<Result: SignedInteger & FixedWidthInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let reason = Errno.last
        if reason.number != EINTR { throw reason }
    }
}
