// A short path below an open directory, built on the stack: the scan makes one for every process, and a String there
// would be an allocation for each.

/// A NUL-terminated path of at most 31 bytes, such as "12345/ns".
package struct RelativePath {
    private var bytes = InlineArray<32, UInt8>(repeating: 0)

    /// `number` in decimal, then `suffix`. A pid has at most ten digits, which leaves 21 bytes for the suffix.
    package init(_ number: Int32, _ suffix: StaticString) {
        precondition(number >= 0 && suffix.utf8CodeUnitCount <= 21, "a path that does not fit 31 bytes")
        var divisor: Int32 = 1
        while number / divisor >= 10 { divisor *= 10 }
        var length = 0
        while divisor > 0 {
            bytes[length] = UInt8(ascii: "0") + UInt8(number / divisor % 10)
            length += 1
            divisor /= 10
        }
        for index in 0..<suffix.utf8CodeUnitCount {
            bytes[length + index] = unsafe suffix.utf8Start[index]
        }
    }

    /// A fixed path of at most 31 bytes.
    package init(_ path: StaticString) {
        precondition(path.utf8CodeUnitCount <= 31, "a path that does not fit 31 bytes")
        for index in 0..<path.utf8CodeUnitCount {
            bytes[index] = unsafe path.utf8Start[index]
        }
    }

    /// Calls `body` with the bytes as C wants them; the pointer is valid inside `body` only.
    @inline(__always)
    func withCString<Result>(_ body: (UnsafePointer<CChar>) throws(Errno) -> Result) throws(Errno) -> Result {
        try unsafe bytes.span.withUnsafeBytes { raw throws(Errno) in
            // An InlineArray has 32 bytes, never none.
            guard let start = raw.baseAddress else { throw Errno.invalidArgument }
            return try unsafe body(start.assumingMemoryBound(to: CChar.self))
        }
    }
}
