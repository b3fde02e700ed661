// What a procfs hides, by its options and on the real kernel; and fs.mount-max.

internal import Support
internal import Testing

@testable import Linux
@testable import ProcFS

@Suite struct ProcMountTests {
    @Test(
        arguments: [
            ("rw", .nothing, false), ("rw,hidepid=0", .nothing, false), ("rw,gid=4,hidepid=off", .nothing, false),
            ("rw,hidepid=1", .contents, false), ("rw,hidepid=noaccess", .contents, false),
            ("rw,hidepid=2", .processes, false), ("rw,hidepid=invisible,subset=pid", .processes, true),
            ("rw,hidepid=4", .untraceable, false), ("rw,hidepid=ptraceable", .untraceable, false),
            ("rw,subset=pid", .nothing, true), ("rw,subset=pids,xhidepid=2", .nothing, false), ("", .nothing, false),
        ] as [(String, ProcMount.Hiding, Bool)])
    func `options say what is hidden`(_ options: String, _ hiding: ProcMount.Hiding, _ hasOnlyProcesses: Bool) {
        let mount = ProcMount.parse(options: options)
        #expect(mount.hiding == hiding)
        #expect(mount.hasOnlyProcesses == hasOnlyProcesses)
    }

    private func host(_ mounts: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("thread-self/mountinfo", mounts)
        return folder
    }

    @Test func `the last mount at a place counts`() throws {
        let folder = try host(
            """
            1 0 8:1 / / rw - ext4 x rw
            2 1 0:4 / /proc rw - proc proc rw,hidepid=invisible
            3 1 0:5 / /host/proc rw - proc proc rw,subset=pid
            4 2 0:4 / /proc rw - proc proc rw,hidepid=noaccess
            5 1 0:5 / /over rw - proc proc rw
            6 5 0:6 / /over rw - tmpfs tmpfs rw

            """)
        #expect(try ProcMount.read("/proc", host: folder.path)?.hiding == .contents)
        #expect(try ProcMount.read("/proc//", host: folder.path)?.hiding == .contents)
        #expect(try ProcMount.read("/host/proc", host: folder.path)?.hasOnlyProcesses == true)
        #expect(try ProcMount.read("/over", host: folder.path) == nil)
        #expect(try ProcMount.read("/host", host: folder.path) == nil)
        #expect(try ProcMount.read("/", host: folder.path) == nil)
    }

    @Test func `our own procfs is a mount`() throws {
        #expect(try ProcMount.read("/proc") != nil)
        #expect(throws: SystemError("read", "/nowhere/thread-self/mountinfo", .noEntry)) {
            _ = try ProcMount.read("/proc", host: "/nowhere")
        }
    }

    @Test(.requires(.root))
    func `the kernel writes the options as they are understood`() throws {
        let script = "mount -t proc -o hidepid=invisible,subset=pid proc /mnt && grep ' /mnt ' /proc/self/mountinfo"
        let result = try Program.run("unshare", "--mount", "sh", "-c", script)
        let folder = try host(result.output)
        let mount = try ProcMount.read("/mnt", host: folder.path)
        #expect(mount?.hiding == .processes, "\(result.output)\(result.errors)")
        #expect(mount?.hasOnlyProcesses == true)
    }

    @Test(arguments: [("100000\n", 100_000), ("1", 1), ("4294967295\n", 4_294_967_295)])
    func `a limit on mounts is read`(_ text: String, _ limit: Int) {
        #expect(MountLimit.parse(text) == limit)
    }

    @Test(arguments: ["0\n", "-1\n", "", "x\n", "4294967296\n", "1 2\n"])
    func `what is no limit on mounts is refused`(_ text: String) {
        #expect(MountLimit.parse(text) == nil)
    }

    @Test func `the kernel's limit on mounts is read, a garbled one told`() throws {
        #expect(try MountLimit.read(below: "/proc") > 0)
        let folder = try FixtureTree.make("sys/fs/mount-max: many")
        #expect(throws: SystemError("understand", "\(folder.path)/sys/fs/mount-max", .invalidArgument)) {
            _ = try MountLimit.read(below: folder.path)
        }
    }
}
