// /proc/PID/mountinfo: its lines, what is kept of them, and the real kernel's.

internal import Support
internal import Testing

@testable import Linux
@testable import Namespaces
@testable import ProcFS

@Suite struct MountInfoTests {
    private func info(_ lines: String...) -> MountInfo {
        var info = MountInfo()
        for line in lines { info.record(Array(line.utf8).span) }
        return info
    }

    private struct Fields: Equatable {
        let root: String
        let path: String
        let fileSystem: String
        let options: String
    }

    private func fields(_ text: String) -> Fields? {
        let bytes = Array(text.utf8)
        guard let line = MountLine(bytes.span) else { return nil }
        return Fields(
            root: MountLine.decoded(bytes.span, line.root),
            path: MountLine.decoded(bytes.span, line.path), fileSystem: Bytes.text(in: bytes.span, line.fileSystem),
            options: Bytes.text(in: bytes.span, line.options))
    }

    @Test(
        arguments: [
            ("", "no optional field"), (" master:1", "one"), (" shared:2 master:3 propagate_from:4 unbindable", "all"),
            (" mounted_by_a_later_kernel:1", "one of a later kernel"),
        ])
    func `a line's fields are found behind any optional ones`(_ optional: String, _ name: String) {
        let line = "36 35 98:0 /mnt1 /mnt2 rw,noatime\(optional) - ext3 /dev/root rw,errors=continue"
        let expected = Fields(
            root: "/mnt1", path: "/mnt2", fileSystem: "ext3", options: "rw,errors=continue")
        #expect(fields(line) == expected, "\(name)")
    }

    @Test func `an empty source is a field too`() {
        #expect(fields("1 2 0:3 / /x rw - tmpfs  rw,size=1k")?.options == "rw,size=1k")
    }

    @Test(arguments: [
        "", " ", "36", "36 35 98:0 /mnt1 /mnt2 rw", "36 35 98:0 /mnt1 /mnt2 rw ext3 /dev/root rw",
        "36 35 98:0 /mnt1 /mnt2 rw - ext3", "x 35 98:0 / / rw - ext3 a b", "36 -5 98:0 / / rw - ext3 a b",
        "36 99999999999 98:0 / / rw - ext3 a b",
    ])
    func `a line that is cut or garbled is nothing, and yet a mount`(_ text: String) {
        #expect(fields(text) == nil)
        #expect(info(text).count == 1)
        #expect(info(text).namespaces.isEmpty)
    }

    @Test(
        arguments: [
            (#"/run/netns/plain"#, "/run/netns/plain"),
            (#"/a\040b\011c\012d\134e\043f"#, "/a b\tc\nd\\e#f"),
            (#"/a\134040b"#, #"/a\040b"#),
            (#"/\303\244"#, "/ä"),
            (#"/a\04"#, #"/a\04"#), (#"/a\"#, #"/a\"#), (#"/a\09x"#, #"/a\09x"#), (#"/a\777"#, #"/a\777"#),
        ])
    func `escapes of a path are undone`(_ escaped: String, _ path: String) {
        #expect(fields("1 2 0:3 / \(escaped) rw - tmpfs tmpfs rw")?.path == path)
    }

    @Test func `namespaces are kept, other mounts are counted`() {
        let found = info(
            "21 1 8:1 / / rw - ext4 /dev/sda1 rw",
            "66 21 0:4 net:[4026532178] /run/netns/a\\040b rw shared:5 - nsfs nsfs rw",
            "67 21 0:4 mnt:[4026532179] /run/ns/mnt rw - nsfs nsfs rw",
            "68 21 0:4 /net:[5] /run/x rw - ext4 /dev/sda1 rw",
            "69 21 0:4 pid_for_children:[6] /run/y rw - nsfs nsfs rw",
            "70 21 0:4 net:[7] /run/z rw - nsfs2 nsfs rw")
        #expect(found.count == 6)
        #expect(
            found.namespaces == [
                NamespaceMount(namespace: NamespaceID(.net, 4_026_532_178), path: "/run/netns/a b"),
                NamespaceMount(namespace: NamespaceID(.mnt, 4_026_532_179), path: "/run/ns/mnt"),
            ])
    }

    private static let root = "21 1 8:1 / / rw - ext4 /dev/sda1 rw"
    private static let mount = "66 21 0:4 net:[9] /srv/ns/x rw - nsfs nsfs rw"

    @Test(
        arguments: [
            ("local all the way", [root, "30 21 0:9 / /srv rw - tmpfs tmpfs rw", mount], true),
            ("a server's folder elsewhere", [root, "30 21 0:9 / /srv/nsother rw - nfs4 host:/ rw", mount], true),
            ("a server's root", ["21 1 0:9 / / rw - nfs host:/ rw", mount], false),
            ("a server's folder on the way", [root, "30 21 0:9 / /srv rw - nfs4 host:/ rw", mount], false),
            ("a daemon's", [root, "30 21 0:9 / /srv/ns rw - fuse.sshfs x rw", mount], false),
            ("one mounted over it later", [root, mount, "80 21 0:9 / /srv rw - autofs x rw"], false),
            ("one mounted on it later", [root, mount, "80 66 0:9 / /srv/ns/x rw - fuse x rw"], false),
            ("no root, as in a chroot", ["30 21 0:9 / /srv rw - tmpfs tmpfs rw", mount], false),
        ] as [(String, [String], Bool)])
    func `a path is walked only past what cannot hang`(_ name: String, _ lines: [String], _ isSafe: Bool) throws {
        var found = MountInfo()
        for line in lines { found.record(Array(line.utf8).span) }
        let mount = try #require(found.namespaces.first)
        #expect(found.isSafeToResolve(mount) == isSafe, "\(name)")
    }

    @Test(
        arguments: [
            ("nfs", true), ("nfs4", true), ("nfsd", false), ("fuse", true), ("fusectl", false), ("fuse.x", true),
            ("fuseblk", true), ("9p", true), ("virtiofs", true), ("ext4", false), ("overlay", false), ("", false),
            ("cif", false), ("cifs", true),
        ])
    func `remote file systems are known by their type`(_ type: String, _ isRemote: Bool) {
        let bytes = Array(type.utf8)
        #expect(RemoteFileSystem.contains(bytes.span, 0..<bytes.count) == isRemote)
    }

    private func table(_ text: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("1/mountinfo", text)
        return folder
    }

    private func read(_ folder: TemporaryFolder, until: Int64 = 10_000) throws -> MountInfo {
        var reader = MountInfoReader()
        let proc = try Directory(path: folder.path)
        return try reader.read(1, below: proc, until: Clock.monotonic.adding(milliseconds: until))
    }

    @Test func `a table of many pieces is put together`() throws {
        let lines = (1...5000).map { "\($0) 1 0:4 net:[\($0)] /run/netns/\($0) rw - nsfs nsfs rw" }
        let found = try read(table(lines.joined(separator: "\n") + "\n"))
        #expect(found.count == 5000 && found.isComplete)
        #expect(found.namespaces.map(\.path) == (1...5000).map { "/run/netns/\($0)" })
        #expect(found.namespaces.map(\.namespace.inode) == Array(1...5000))
    }

    @Test(arguments: [65_535, 65_536, 70_000, 131_072, 200_000])
    func `a line longer than a piece is counted and the next one read`(_ length: Int) throws {
        let long = "5 1 0:4 / /x rw - tmpfs tmpfs "
        let text = long + String(repeating: "y", count: length - long.utf8.count) + "\n"
        let found = try read(table(text + "6 1 0:4 net:[7] /n rw - nsfs nsfs rw\n" + text))
        #expect(found.count == 3)
        #expect(found.namespaces.map(\.path) == ["/n"])
    }

    @Test func `a deadline that is over ends the reading, and is told`() throws {
        let found = try read(table("5 1 0:4 net:[7] / rw - nsfs nsfs rw\n"), until: -1)
        #expect(found.count == 0 && !found.isComplete)
    }

    @Test func `a process that is not there, and one that is no more, are told`() throws {
        var reader = MountInfoReader()
        let proc = try Directory(path: "/proc")
        let until = Clock.monotonic.adding(milliseconds: 10_000)
        var refusal: MountInfo.Refusal?
        do throws(MountInfo.Refusal) {
            _ = try reader.read(Int32.max, below: proc, until: until)
        } catch { refusal = error }
        #expect(refusal == .gone)
        let parent = try Program("/bin/sh", ["-c", "sh -c : & echo $!; exec sleep 30"])
        let zombie = try #require(Int32(parent.nextLine()))
        let told: MountInfo.Refusal = try eventually("a zombie") {
            do throws(MountInfo.Refusal) {
                _ = try reader.read(zombie, below: proc, until: until)
                return nil
            } catch {
                return error
            }
        }
        #expect(told == .zombie)
        withExtendedLifetime(parent) {}
    }

    @Test func `our own mounts are read by either name`() throws {
        var reader = MountInfoReader()
        let proc = try Directory(path: "/proc")
        let until = Clock.monotonic.adding(milliseconds: 10_000)
        let own = try reader.read(RelativePath("thread-self/mountinfo"), below: proc, until: until)
        let same = try reader.read(Host.processID, below: proc, until: until)
        #expect(own.count > 0)
        #expect(own.count == same.count)
    }

    @Test(.requires(.root))
    func `a namespace mounted in a mount namespace of its own is found, whatever its path`() throws {
        let program = try Program(
            "/usr/bin/unshare",
            [
                "--mount", "sh", "-c",
                """
                mount -t tmpfs tmpfs /mnt && file=$(printf '/mnt/a b\\tc\\nd\\\\040e#f') && : >"$file"
                unshare --uts mount --bind /proc/self/ns/uts "$file"; echo ready; exec sleep 30
                """,
            ])
        #expect(try program.nextLine() == "ready")
        var reader = MountInfoReader()
        let proc = try Directory(path: "/proc")
        let until = Clock.monotonic.adding(milliseconds: 10_000)
        let found = try reader.read(program.pid, below: proc, until: until)
        let mount = try #require(found.namespaces.first { $0.path == "/mnt/a b\tc\nd\\040e#f" })
        #expect(mount.namespace.type == .uts && !mount.namespace.isInitial)
        #expect(found.isComplete && found.isSafeToResolve(mount))
        let own = try reader.read(Host.processID, below: proc, until: until)
        #expect(!own.namespaces.contains { $0.namespace == mount.namespace })
    }
}
