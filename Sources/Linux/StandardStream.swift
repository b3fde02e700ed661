// Standard output and error, written whole and without buffering. Written with write(2): C's `stdout` is shared mutable
// state that Swift 6 refuses.

internal import CLinux
internal import Glibc

/// One of the two streams.
package enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes all of `bytes`; false when the reader is gone or the device is full.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = try? retrying {
                unsafe bytes[start...].withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            }
            guard let count else { return false }
            start += count
        }
        return true
    }

    @discardableResult
    package func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }
}
