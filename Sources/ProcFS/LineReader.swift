// Reads files of /proc that may be long, line by line, in one bounded buffer.

package import Linux

/// Reads one file after another.
package struct LineReader: Sendable {
    /// Far more than a line of those files can have: in a table of mounts a root and a path, each at most PATH_MAX
    /// bytes of which each may be escaped to four, and at most a page of options. A longer one is handed on empty.
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    package init() {}

    /// Calls `body` with each line, the line feed left out; whether the file was read to its end. The clock is looked
    /// at once a piece.
    /// - Parameter maximumBytes: what is read of it at the most, give or take a piece.
    package mutating func forEachLine(
        _ path: RelativePath, below proc: borrowing Directory, atMost maximumBytes: Int, until: Clock.Moment,
        _ body: (Span<UInt8>) -> Void
    ) throws(Errno) -> Bool {
        let file = try proc.open(path)
        /// Bytes at the buffer's front that begin a line which is not whole yet.
        var kept = 0
        var isTooLong = false
        var total = 0
        while total < maximumBytes, Clock.monotonic < until {
            let count = try file.read(into: &buffer, from: kept)
            if count == 0 {
                if kept > 0 || isTooLong { body(buffer.span.extracting(first: isTooLong ? 0 : kept)) }
                return true
            }
            total += count
            let end = kept + count
            let start = lines(upTo: end, searchFrom: kept, &isTooLong, body)
            kept = end - start
            if kept == buffer.count {
                isTooLong = true
                kept = 0
            } else {
                moveToFront(start..<end)
            }
        }
        return false
    }

    /// Calls `body` with each line that ends before `end`; where the rest begins. The part of a line that was too long
    /// becomes an empty one.
    private func lines(
        upTo end: Int, searchFrom: Int, _ isTooLong: inout Bool, _ body: (Span<UInt8>) -> Void
    ) -> Int {
        let bytes = buffer.span
        var start = 0
        var search = searchFrom
        while let feed = Bytes.first(UInt8(ascii: "\n"), in: bytes, search..<end) {
            body(bytes.extracting(isTooLong ? feed..<feed : start..<feed))
            isTooLong = false
            start = feed + 1
            search = start
        }
        return start
    }

    private mutating func moveToFront(_ range: Range<Int>) {
        guard range.lowerBound > 0 else { return }
        var target = 0
        for index in range {
            buffer[target] = buffer[index]
            target += 1
        }
    }
}
