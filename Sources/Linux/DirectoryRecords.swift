// The bytes that getdents64(2) writes, decoded. Pure: it reads a span and nothing else.

internal import CLinux

/// A run of linux_dirent64 records.
enum DirectoryRecords {
    /// Calls `body` with every name that is a decimal number that fits Int32, until it returns false; whether it never
    /// did.
    @inline(__always)
    static func forEachNumber<Failure: Error>(
        in bytes: Span<UInt8>, _ body: (Int32) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        try forEachName(in: bytes) { start, end throws(Failure) in
            guard let number = decimal(bytes, from: start, to: end) else { return true }
            return try body(number)
        }
    }

    /// Appends every such number.
    static func appendNumbers(in bytes: Span<UInt8>, to numbers: inout [Int32]) {
        _ = forEachNumber(in: bytes) { number in
            numbers.append(number)
            return true
        }
    }

    /// Appends every name but "." and "..".
    static func appendNames(in bytes: Span<UInt8>, to names: inout [String]) {
        _ = forEachName(in: bytes) { start, end in
            var name: [UInt8] = []
            for index in start..<end where bytes[index] != 0 { name.append(bytes[index]) }
            if name != [UInt8(ascii: ".")] && name != Array("..".utf8) {
                names.append(String(decoding: name, as: UTF8.self))
            }
            return true
        }
    }

    /// Calls `body` with where each name begins and where its record ends, NUL and padding included, until it returns
    /// false; whether it never did. A record that does not fit `bytes` ends the run.
    @inline(__always)
    private static func forEachName<Failure: Error>(
        in bytes: Span<UInt8>, _ body: (Int, Int) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        var start = 0
        while start + Int(CL_DIRENT_NAME) < bytes.count {
            let lengthAt = start + Int(CL_DIRENT_RECORD_LENGTH)
            // Two bytes in the machine's own order; every architecture Swift supports on Linux is little-endian.
            let length = Int(bytes[lengthAt]) | Int(bytes[lengthAt + 1]) << 8
            guard length > Int(CL_DIRENT_NAME), start + length <= bytes.count else { return true }
            guard try body(start + Int(CL_DIRENT_NAME), start + length) else { return false }
            start += length
        }
        return true
    }

    /// The NUL-terminated decimal number in `bytes[start..<end]`, or nil where there is anything else.
    private static func decimal(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int32? {
        var value: Int32 = 0
        var index = start
        while index < end, bytes[index] != 0 {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLargeSum) = scaled.addingReportingOverflow(Int32(digit))
            guard !tooLarge, !tooLargeSum else { return nil }
            value = sum
            index += 1
        }
        return index > start ? value : nil
    }
}
