// An open directory, and what one asks of it without building paths: its numbered entries, its links, its small files.
// Every call resolves below the open directory, so that a /proc/PID held open keeps naming one process, never the next
// one that is given the same pid.

internal import CLinux
internal import Glibc

/// An open directory.
package struct Directory: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// For calls that look up below it; valid only as long as this value lives.
    package var number: Int32 { descriptor.number }

    /// Opens `path` so that it can also be listed (open(2), O_DIRECTORY).
    package init(path: String) throws(Errno) {
        descriptor = Descriptor(
            owning: try retrying { unsafe cl_openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY) })
    }

    /// Opens a directory below `parent` for lookups only (O_PATH): that needs no right to list it, and costs less.
    package init(_ path: RelativePath, below parent: borrowing Directory) throws(Errno) {
        let parentNumber = parent.descriptor.number
        let number = try unsafe path.withCString { text throws(Errno) in
            try retrying { unsafe cl_openat(parentNumber, text, Int32(CL_O_PATH) | O_DIRECTORY) }
        }
        descriptor = Descriptor(owning: number)
    }

    /// Reads the link `name` (readlinkat(2)) to the front of `buffer`; returns its length, cut to what fits.
    @inline(__always)
    package func readLink(_ name: StaticString, into buffer: inout [UInt8]) throws(Errno) -> Int {
        let number = descriptor.number
        return try retrying {
            unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe cl_readlinkat(
                    number, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
                    bytes.baseAddress, UInt(bytes.count))
            }
        }
    }

    /// Whether `name` is (still) there; the link itself is looked at, not what it leads to.
    package func contains(_ name: StaticString) -> Bool {
        var status = stat()
        return unsafe fstatat(
            descriptor.number, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), &status,
            AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Reads at most `buffer.count` bytes of the file `path` to the front of `buffer`, in one read(2): enough for the
    /// pseudo-files of /proc, which the kernel makes whole for each read.
    package func readFile(_ path: RelativePath, into buffer: inout [UInt8]) throws(Errno) -> Int {
        let number = descriptor.number
        let file = try unsafe path.withCString { text throws(Errno) in
            try retrying { unsafe cl_openat(number, text, O_RDONLY) }
        }
        return try Descriptor(owning: file).read(into: &buffer)
    }

    /// Appends the entries whose names are decimal numbers (the processes of a /proc, the descriptors of an fd folder)
    /// in the kernel's order; `buffer` is where getdents64(2) writes.
    package func appendNumbers(to numbers: inout [Int32], buffer: inout [UInt8]) throws(Errno) {
        let number = descriptor.number
        _ = try retrying { lseek(number, 0, SEEK_SET) }
        while true {
            let count = try retrying {
                unsafe buffer.withUnsafeMutableBytes { unsafe cl_getdents64(number, $0.baseAddress, UInt($0.count)) }
            }
            if count == 0 { return }
            DirectoryRecords.appendNumbers(in: buffer.span.extracting(first: count), to: &numbers)
        }
    }

    /// The names in the folder `path`, sorted, at most `maximum` of them; "." and ".." are left out.
    package static func names(in path: String, atMost maximum: Int) throws(SystemError) -> [String] {
        try telling("list", path) { () throws(Errno) in
            let directory = try Directory(path: path)
            let number = directory.descriptor.number
            var buffer = [UInt8](repeating: 0, count: 32 * 1024)
            var names: [String] = []
            while names.count < maximum {
                let count = try retrying {
                    unsafe buffer.withUnsafeMutableBytes {
                        unsafe cl_getdents64(number, $0.baseAddress, UInt($0.count))
                    }
                }
                if count == 0 { break }
                DirectoryRecords.appendNames(in: buffer.span.extracting(first: count), to: &names)
            }
            return names.sorted()
        }
    }
}
