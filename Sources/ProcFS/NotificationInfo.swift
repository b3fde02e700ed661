// /proc/PID/fdinfo/N of an inotify instance or a fanotify group: how many watches or marks it has, a line each
// (proc_pid_fdinfo(5); fs/notify/fdinfo.c). Pure.

/// What the lines amount to.
package struct NotificationInfo: Equatable, Sendable {
    /// FAN_UNLIMITED_MARKS of fanotify_init(2): the marks of such a group are charged to nobody.
    private static let unlimitedMarks: UInt32 = 0x20

    private var lines = 0
    private var isUnlimited = false

    package init() {}

    /// Watches or marks that are charged to whoever made the group.
    package var watches: Int { isUnlimited ? 0 : lines }

    /// Takes in one line: "inotify wd:…", "fanotify flags:X …" or another "fanotify …".
    package mutating func record(_ line: Span<UInt8>) {
        let flags: StaticString = "fanotify flags:"
        if Bytes.match(flags, in: line, at: 0) {
            let start = flags.utf8CodeUnitCount
            let end = Bytes.first(UInt8(ascii: " "), in: line, start..<line.count) ?? line.count
            let number = UInt32(Bytes.text(in: line, start..<end), radix: 16)
            isUnlimited = number.map { $0 & Self.unlimitedMarks != 0 } ?? false
        } else if Bytes.match("inotify wd:", in: line, at: 0) || Bytes.match("fanotify ", in: line, at: 0) {
            lines += 1
        }
    }
}
