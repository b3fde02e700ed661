// Small questions to bytes that the kernel wrote, asked without making a String of them. Pure.

/// Numbers and words in spans. Every range is the caller's and lies within the span.
enum Bytes {
    /// Whether `word` stands in `bytes` at `start`.
    @inline(__always)
    static func match(_ word: StaticString, in bytes: Span<UInt8>, at start: Int) -> Bool {
        let length = word.utf8CodeUnitCount
        guard start >= 0, bytes.count - start >= length else { return false }
        for index in 0..<length {
            guard unsafe bytes[start + index] == word.utf8Start[index] else { return false }
        }
        return true
    }

    /// The decimal number that `range` is, at least one digit and nothing else; nil too where it exceeds 64 bits.
    static func decimal(in bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        guard !range.isEmpty else { return nil }
        var value: UInt64 = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isSumTooLarge) = scaled.addingReportingOverflow(UInt64(digit))
            guard !isTooLarge, !isSumTooLarge else { return nil }
            value = sum
        }
        return value
    }

    /// The first place of `byte` in `range`.
    @inline(__always)
    static func first(_ byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// `range` as text; bytes that are no UTF-8 become U+FFFD.
    static func text(in bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: copy(of: bytes, range), as: UTF8.self)
    }

    static func copy(of bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(range.count)
        for index in range { copy.append(bytes[index]) }
        return copy
    }
}
