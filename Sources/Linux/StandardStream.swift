// Standard output and error, written whole and without buffering. Written with write(2): C's `stdout` is shared mutable
// state that Swift 6 refuses.

internal import CLinux
internal import Glibc

/// One of the two streams.
package enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    package var isTerminal: Bool { isatty(rawValue) == 1 }

    /// Writes all of `bytes`; throws when the reader is gone or the device is full.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var start = 0
        while start < bytes.count {
            start += try telling("write to", self == .output ? "standard output" : "standard error") {
                () throws(Errno) in
                try retrying {
                    unsafe bytes[start...].withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
                }
            }
        }
    }
}
