// How a procfs is mounted: what it hides from a reader, by options of the file system (proc(5), "Mount options"). They
// stand in our own mountinfo, which alone is read here: the procfs itself may be any.

package import Linux

/// The options of a procfs that make it show less than there is.
package struct ProcMount: Equatable, Sendable {
    /// What others than root and the group of "gid=" see of foreign processes (fs/proc/inode.c, hidepid2str).
    package enum Hiding: Equatable, Sendable {
        /// hidepid=0, off: everything.
        case nothing
        /// hidepid=1, noaccess: that they are there.
        case contents
        /// hidepid=2, invisible: nothing.
        case processes
        /// hidepid=4, ptraceable: only those that the reader may trace, root or not.
        case untraceable
    }

    package var hiding = Hiding.nothing
    /// subset=pid: no files beside those of processes, such as sys/user.
    package var hasOnlyProcesses = false

    package init() {}

    /// The options of the procfs mounted at `path`; nil where none is.
    /// - Parameter host: a procfs in which this process is found.
    package static func read(_ path: String, host: String = "/proc") throws(SystemError) -> ProcMount? {
        try telling("read", "\(host)/thread-self/mountinfo") { () throws(Errno) in
            let wanted = trimmed(path)
            var reader = LineReader()
            var found: ProcMount?
            let until = Clock.monotonic.adding(milliseconds: 10_000)
            let proc = try Directory(path: host)
            _ = try reader.forEachLine(
                RelativePath("thread-self/mountinfo"), below: proc, atMost: MountInfoReader.maximumBytes, until: until
            ) { text in
                // Of several at one place the last one hides those before it, a procfs or not.
                guard let line = MountLine(text), MountLine.decoded(text, line.path) == wanted else { return }
                found = Self.parse(text, line)
            }
            return found
        }
    }

    /// Without the slashes at the end that a mount's path never has.
    private static func trimmed(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }

    /// nil where the line is of another file system.
    private static func parse(_ text: Span<UInt8>, _ line: MountLine) -> ProcMount? {
        guard Bytes.text(in: text, line.fileSystem) == "proc" else { return nil }
        return parse(options: Bytes.text(in: text, line.options))
    }

    /// The kernel writes names since Linux 5.8, and numbers before.
    static func parse(options: String) -> ProcMount {
        var mount = ProcMount()
        for option in options.split(separator: ",") {
            switch option {
            case "hidepid=0", "hidepid=off": mount.hiding = .nothing
            case "hidepid=1", "hidepid=noaccess": mount.hiding = .contents
            case "hidepid=2", "hidepid=invisible": mount.hiding = .processes
            case "hidepid=4", "hidepid=ptraceable": mount.hiding = .untraceable
            case "subset=pid": mount.hasOnlyProcesses = true
            default: break
            }
        }
        return mount
    }
}
