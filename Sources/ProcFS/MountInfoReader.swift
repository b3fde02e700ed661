// /proc/PID/mountinfo, read in pieces: a table of 100,000 mounts (fs.mount-max) is larger than what is kept of it.
//
// The file is closed before anything is returned: an open one keeps the whole mount namespace alive.

package import Linux

/// Reads the mounts of one process after another, in one buffer.
package struct MountInfoReader: Sendable {
    /// Far more than a line can have: a root and a path, each at most PATH_MAX bytes of which each may be escaped to
    /// four, and at most a page of options. A longer one is counted and otherwise passed over.
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    package init() {}

    /// The most that is read of one table: 100,000 lines of some 670 bytes.
    package static let maximumBytes = 64 << 20

    /// The table of a process: all that can be asked of it.
    package mutating func read(
        _ processID: Int32, below proc: borrowing Directory, until: Clock.Moment
    ) throws(MountInfo.Refusal) -> MountInfo {
        try read(RelativePath(processID, "/mountinfo"), below: proc, until: until)
    }

    /// The same of the file `path`, such as "thread-self/mountinfo".
    package mutating func read(
        _ path: RelativePath, below proc: borrowing Directory, until: Clock.Moment
    ) throws(MountInfo.Refusal) -> MountInfo {
        var found = MountInfo()
        do throws(Errno) {
            found.isComplete = try forEachLine(path, below: proc, until: until) { found.record($0) }
        } catch {
            throw MountInfo.Refusal(error)
        }
        return found
    }

    /// Calls `body` with each line; whether the file was read to its end. The clock is looked at once a piece.
    mutating func forEachLine(
        _ path: RelativePath, below proc: borrowing Directory, until: Clock.Moment, _ body: (Span<UInt8>) -> Void
    ) throws(Errno) -> Bool {
        let file = try proc.open(path)
        /// Bytes at the buffer's front that begin a line which is not whole yet.
        var kept = 0
        var isTooLong = false
        var total = 0
        while total < Self.maximumBytes, Clock.monotonic < until {
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
