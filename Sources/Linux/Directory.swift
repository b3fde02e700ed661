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
        descriptor = try Self.open(path, below: parent.descriptor.number, Int32(CL_O_PATH) | O_DIRECTORY)
    }

    /// Opens a directory below `parent` so that it can also be listed.
    package init(listing path: RelativePath, below parent: borrowing Directory) throws(Errno) {
        descriptor = try Self.open(path, below: parent.descriptor.number, O_RDONLY | O_DIRECTORY)
    }

    /// Opens the file `path` for reading, where one read does not bring all of it.
    package func open(_ path: RelativePath) throws(Errno) -> Descriptor {
        try Self.open(path, below: descriptor.number, O_RDONLY)
    }

    private static func open(
        _ path: RelativePath, below parent: Int32, _ flags: Int32
    ) throws(Errno) -> Descriptor {
        let number = try unsafe path.withCString { text throws(Errno) in
            try retrying { unsafe cl_openat(parent, text, flags) }
        }
        return Descriptor(owning: number)
    }

    /// How many links lead to `path` (fstatat(2), st_nlink): for a directory two and one for each below it.
    package func linkCount(_ path: RelativePath) throws(Errno) -> Int {
        let number = descriptor.number
        var status = stat()
        _ = try unsafe path.withCString { text throws(Errno) in
            try retrying { unsafe fstatat(number, text, &status, AT_SYMLINK_NOFOLLOW) }
        }
        return Int(status.st_nlink)
    }

    /// Reads the link `path` to the front of `buffer`; returns its length, cut to what fits.
    @inline(__always)
    package func readLink(_ path: RelativePath, into buffer: inout [UInt8]) throws(Errno) -> Int {
        let number = descriptor.number
        return try unsafe path.withCString { text throws(Errno) in
            try retrying {
                unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe cl_readlinkat(number, text, bytes.baseAddress, UInt(bytes.count))
                }
            }
        }
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
        try open(path).read(into: &buffer)
    }

    /// Appends the entries whose names are decimal numbers (the processes of a /proc, the descriptors of an fd folder)
    /// in the kernel's order; `buffer` is where getdents64(2) writes.
    package func appendNumbers(to numbers: inout [Int32], buffer: inout [UInt8]) throws(Errno) {
        let number = descriptor.number
        _ = try retrying { lseek(number, 0, SEEK_SET) }
        _ = try forEachNumber(buffer: &buffer) { found in
            numbers.append(found)
            return true
        }
    }

    /// Calls `body` with each such entry until it returns false; whether it never did. A folder that was just opened is
    /// read from its start, another from where its last listing ended. `buffer` bounds what is held at once.
    package func forEachNumber(
        buffer: inout [UInt8], _ body: (Int32) throws(Errno) -> Bool
    ) throws(Errno) -> Bool {
        while true {
            let count = try readRecords(into: &buffer)
            if count == 0 { return true }
            let records = buffer.span.extracting(first: count)
            guard try DirectoryRecords.forEachNumber(in: records, body) else { return false }
        }
    }

    /// The next run of records (getdents64(2)); 0 bytes is the end.
    private func readRecords(into buffer: inout [UInt8]) throws(Errno) -> Int {
        let number = descriptor.number
        return try retrying {
            unsafe buffer.withUnsafeMutableBytes { unsafe cl_getdents64(number, $0.baseAddress, UInt($0.count)) }
        }
    }

    /// The names in the folder `path`, sorted, at most `maximum` of them; "." and ".." are left out.
    package static func names(in path: String, atMost maximum: Int) throws(SystemError) -> [String] {
        try telling("list", path) { () throws(Errno) in
            let directory = try Directory(path: path)
            var buffer = [UInt8](repeating: 0, count: 32 * 1024)
            var names: [String] = []
            while names.count < maximum {
                let count = try directory.readRecords(into: &buffer)
                if count == 0 { break }
                DirectoryRecords.appendNames(in: buffer.span.extracting(first: count), to: &names)
            }
            return names.sorted()
        }
    }
}
