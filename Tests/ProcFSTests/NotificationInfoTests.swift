// Watches and marks, from the lines of fdinfo.

internal import Testing

@testable import ProcFS

@Suite struct NotificationInfoTests {
    private static let head = "pos:\t0\nflags:\t02\nmnt_id:\t17\nino:\t17\n"
    private static let watch =
        "inotify wd:1 ino:3df9d sdev:fe00000 mask:100 ignored_mask:0 fhandle-bytes:8 fhandle-type:1 f_handle:9ddf\n"
    private static let mark = "fanotify ino:3df9d sdev:fe00000 mflags:0 mask:8 ignored_mask:0\n"

    @Test(
        arguments: [
            (head, 0), (head + watch, 1), (head + watch + watch, 2), ("", 0), ("inotify\n", 0), ("xinotify wd:1\n", 0),
            (head + "fanotify flags:0 event-flags:8000\n" + mark + "fanotify mnt_id:4 mflags:0 mask:3\n", 2),
            // 0x20 is FAN_UNLIMITED_MARKS.
            (head + "fanotify flags:20 event-flags:8000\n" + mark, 0),
            (head + "fanotify flags:630 event-flags:0\n" + mark, 0),
            (head + "fanotify flags:10\n" + mark, 1), (head + "fanotify flags:x\n" + mark, 1),
        ] as [(String, Int)])
    func `each watch is a line`(_ text: String, _ watches: Int) {
        var info = NotificationInfo()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            info.record(Array(line.utf8).span)
        }
        #expect(info.watches == watches)
    }
}
