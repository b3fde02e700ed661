// A short path below an open directory, built on the stack: the scan makes one for every process, and a String there
// would be an allocation for each.

/// A NUL-terminated path of at most 47 bytes, such as "12345/ns" or "12345/task/12346/ns".
package struct RelativePath {
    private static let capacity = 47
    /// What an Int32 that is not negative has at the most.
    private static let digits = 10

    private var bytes = InlineArray<48, UInt8>(repeating: 0)
    private var length = 0

    /// `number` in decimal, then `suffix`. A pid has at most ten digits, which leaves 37 bytes for the suffix.
    @inline(__always)
    package init(_ number: Int32, _ suffix: StaticString) {
        precondition(
            number >= 0 && suffix.utf8CodeUnitCount <= Self.capacity - Self.digits, "a path that does not fit 47 bytes")
        append(number)
        append(suffix)
    }

    /// `number`, `middle`, `second` and `suffix`: "12/fd/345", "12/task/345/ns". The numbers leave 27 bytes.
    @inline(__always)
    package init(_ number: Int32, _ middle: StaticString, _ second: Int32, _ suffix: StaticString = "") {
        let text = middle.utf8CodeUnitCount + suffix.utf8CodeUnitCount
        precondition(
            number >= 0 && second >= 0 && text <= Self.capacity - 2 * Self.digits, "a path that does not fit 47 bytes")
        append(number)
        append(middle)
        append(second)
        append(suffix)
    }

    /// A fixed path of at most 47 bytes.
    package init(_ path: StaticString) {
        precondition(path.utf8CodeUnitCount <= Self.capacity, "a path that does not fit 47 bytes")
        append(path)
    }

    @inline(__always)
    private mutating func append(_ number: Int32) {
        var divisor: Int32 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes[length] = UInt8(ascii: "0") + UInt8(number / divisor % 10)
            length += 1
            divisor /= 10
        }
    }

    @inline(__always)
    private mutating func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            bytes[length + index] = unsafe text.utf8Start[index]
        }
        length += text.utf8CodeUnitCount
    }

    /// Calls `body` with the bytes as C wants them; the pointer is valid inside `body` only.
    @inline(__always)
    package func withCString<Result>(_ body: (UnsafePointer<CChar>) throws(Errno) -> Result) throws(Errno) -> Result {
        try unsafe bytes.span.withUnsafeBytes { raw throws(Errno) in
            // An InlineArray has 48 bytes, never none.
            guard let start = raw.baseAddress else { throw Errno.invalidArgument }
            return try unsafe body(start.assumingMemoryBound(to: CChar.self))
        }
    }
}
