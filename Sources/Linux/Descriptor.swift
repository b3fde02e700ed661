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

    /// Reads what the file has at `offset` (pread(2)), wherever reads before have come to; 0 is its end.
    package func read(into buffer: inout [UInt8], at offset: Int64) throws(Errno) -> Int {
        try retrying {
            unsafe buffer.withUnsafeMutableBytes { unsafe pread(number, $0.baseAddress, $0.count, off_t(offset)) }
        }
    }

    /// How large the file or folder says it is (fstat(2), st_size).
    package func size() throws(Errno) -> Int64 {
        var status = stat()
        _ = try retrying { unsafe fstat(number, &status) }
        return Int64(status.st_size)
    }

    /// Writes `bytes` from `start` on (write(2)); returns how many were taken.
    package func write(_ bytes: [UInt8], from start: Int = 0) throws(Errno) -> Int {
        try retrying {
            unsafe bytes[start...].withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        }
    }
}
