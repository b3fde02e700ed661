// /proc/PID/mountinfo, read in pieces: a table of 100,000 mounts (fs.mount-max) is larger than what is kept of it.
//
// The file is closed before anything is returned: an open one keeps the whole mount namespace alive.

package import Linux

/// Reads the mounts of one process after another, in one buffer.
package struct MountInfoReader: Sendable {
    private var lines = LineReader()

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
            found.isComplete = try lines.forEachLine(path, below: proc, atMost: Self.maximumBytes, until: until) {
                found.record($0)
            }
        } catch {
            throw MountInfo.Refusal(error)
        }
        return found
    }
}
