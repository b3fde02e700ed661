// Whole small files, such as those of /proc, and what links say. A read never asks for a size: a pseudo-file has none
// until it is read.

internal import CLinux
internal import Glibc

/// Reads files whole.
package enum File {
    /// The most that is read of one file: far above any /proc file that is read this way, far below what would hurt.
    package static let maximumBytes = 1 << 20

    /// All bytes of the file at `path`, at most `maximumBytes`.
    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        try telling("read", path) { () throws(Errno) in
            let file = try Descriptor(reading: path)
            var contents: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while contents.count < maximumBytes {
                let count = try file.read(into: &chunk)
                if count == 0 { break }
                contents.append(contentsOf: chunk[..<count])
            }
            return contents
        }
    }

    /// What a link says, itself not followed (readlink(2)); nil for what is no link. What is longer than a path may be
    /// is cut.
    package static func linkTarget(_ path: String) throws(Errno) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        do throws(Errno) {
            let count = try retrying { unsafe readlink(path, &buffer, buffer.count) }
            return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        } catch {
            if error == .invalidArgument { return nil }
            throw error
        }
    }

    /// The same as text; bytes that are no UTF-8 become U+FFFD.
    package static func readText(_ path: String) throws(SystemError) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }
}
