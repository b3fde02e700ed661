// One open file descriptor, owned by exactly one place and closed when that place lets go. Never copied, never closed
// twice, never leaked by an early return.

internal import CLinux
internal import Glibc

/// An open file descriptor.
package struct Descriptor: ~Copyable, Sendable {
    /// The number that the kernel knows it by; valid only as long as this value lives.
    package let number: Int32

    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // close(2) on Linux frees the number even when it reports an error: there is nothing to retry or to tell.
        let errnoBefore = errno
        _ = close(number)
        errno = errnoBefore
    }

    /// Opens a file for reading.
    package init(reading path: String) throws(Errno) {
        number = try retrying { unsafe cl_openat(AT_FDCWD, path, O_RDONLY) }
    }

    /// Reads what fits `buffer` from `start` on (read(2)); 0 is the end of the file, or a `start` at the buffer's end.
    package func read(into buffer: inout [UInt8], from start: Int = 0) throws(Errno) -> Int {
        precondition((0...buffer.count).contains(start), "a start outside the buffer")
        return try retrying {
            unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(number, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
        }
    }

    /// Writes `bytes` from `start` on (write(2)); returns how many were taken.
    package func write(_ bytes: [UInt8], from start: Int = 0) throws(Errno) -> Int {
        try retrying {
            unsafe bytes[start...].withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        }
    }
}
