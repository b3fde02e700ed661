// Descriptors: the text of their links, and those of real processes.

internal import Namespaces
internal import Support
internal import Testing

@testable import Linux
@testable import ProcFS

@Suite struct DescriptorFolderTests {
    @Test(
        arguments: [
            ("cgroup:[4026531835]", .namespace(NamespaceID(.cgroup, 4_026_531_835))),
            ("ipc:[4026531839]", .namespace(NamespaceID(.ipc, 4_026_531_839))),
            ("mnt:[4026531832]", .namespace(NamespaceID(.mnt, 4_026_531_832))),
            ("net:[4026531833]", .namespace(NamespaceID(.net, 4_026_531_833))),
            ("pid:[4026531836]", .namespace(NamespaceID(.pid, 4_026_531_836))),
            ("time:[4026531834]", .namespace(NamespaceID(.time, 4_026_531_834))),
            ("user:[4294967295]", .namespace(NamespaceID(.user, 4_294_967_295))),
            ("uts:[1]", .namespace(NamespaceID(.uts, 1))),
            ("socket:[12345678901]", .socket(inode: 12_345_678_901)), ("socket:[0]", .socket(inode: 0)),
            ("anon_inode:inotify", .notifications(.inotify)),
            ("anon_inode:[fanotify]", .notifications(.fanotify)), ("/dev/net/tun", .tun),
            ("/var/lib/chroot/dev/net/tun", .tun),
        ] as [(String, DescriptorTarget)])
    func `what matters is told by its text`(_ text: String, _ target: DescriptorTarget) {
        #expect(DescriptorTarget(link: Array(text.utf8).span) == target)
    }

    @Test(arguments: [
        "", "/", "n", "net", "net:[]", "net:[4294967296]", "net:[12", "net:12]", "net:[1x]", "net:[1] (deleted)",
        "network:[1]", "usr:[1]", "pid_for_children:[1]", "pidfd:[1]", "pipe:[123]", "anon_inode:[eventpoll]",
        "anon_inode:[inotify]", "anon_inode:inotify2", "/anon_inode:inotify", "/net:[1]", "/tmp/socket:[1]", "socket:[",
        "socket:[]", "socket:[x]", "socket:[1",
        "sockets:[1]", "socket:[18446744073709551616]", "/dev/net/tun (deleted)", "dev/net/tun", "/dev/net/tun2",
    ])
    func `other texts are others`(_ text: String) {
        #expect(DescriptorTarget(link: Array(text.utf8).span) == .other)
    }

    @Test(
        arguments: [
            ("pos:\t0\nflags:\t0100000\nmnt_id:\t66\nino:\t4026532178\n", 4_026_532_178),
            ("ino:\t7\n", 7), ("pos:\t0\nino:\t7", nil), ("pos:\t0\n", nil), ("xino:\t7\n", nil), ("", nil),
            ("ino:\tx\n", nil),
        ] as [(String, UInt64?)])
    func `an inode is a line of fdinfo`(_ text: String, _ inode: UInt64?) {
        #expect(DescriptorFolder.inode(in: Array(text.utf8).span) == inode)
    }

    /// What a process has open, read with a minute's time.
    private func descriptors(_ processID: Int32, looksUpPaths: Bool = true) throws -> [Int32: DescriptorTarget] {
        var folder = DescriptorFolder(looksUpPaths: looksUpPaths)
        let proc = try Directory(path: "/proc")
        var found: [Int32: DescriptorTarget] = [:]
        let isWhole = try folder.forEach(
            processID, below: proc, until: Clock.monotonic.adding(milliseconds: 60_000)
        ) { found[$0] = $1 }
        #expect(isWhole)
        return found
    }

    private func parsed(_ text: some StringProtocol) -> NamespaceID? {
        NamespaceText.parse(Array(text.utf8).span)
    }

    private func own(_ link: String) throws -> NamespaceID? {
        parsed(try Program.run("readlink", "/proc/self/ns/\(link)").output.dropLast())
    }

    @Test func `namespaces, sockets and others of a real process are told apart`() throws {
        let program = try Program(
            "/usr/bin/env",
            [
                "python3", "-c",
                """
                import os, socket, sys, time
                os.dup2(os.open('/proc/self/ns/net', os.O_RDONLY), 70)
                os.dup2(os.open('/proc/self/ns/time_for_children', os.O_PATH), 71)
                one = socket.socket(socket.AF_UNIX); os.dup2(one.fileno(), 72)
                os.dup2(os.open('/dev/null', os.O_RDONLY), 73)
                os.dup2(os.open('/', os.O_RDONLY), 74)
                print('ready', flush=True); time.sleep(30)
                """,
            ])
        #expect(try program.nextLine() == "ready")
        let found = try descriptors(program.pid)
        #expect(try found[70] == own("net").map(DescriptorTarget.namespace))
        #expect(try found[71] == own("time_for_children").map(DescriptorTarget.namespace))
        guard case .socket(let number) = found[72] else {
            Issue.record("descriptor 72 is \(String(describing: found[72]))")
            return
        }
        #expect(number > 0)
        #expect(found[73] == .other && found[74] == .other)
    }

    /// The link of a descriptor that was opened on a bind mount is that path; after the unmount it is "/".
    @Test(.requires(.root))
    func `a namespace opened where it is mounted is told, also after it is unmounted`() throws {
        let program = try Program(
            "/usr/bin/unshare",
            [
                "--mount", "sh", "-c",
                """
                mount -t tmpfs tmpfs /mnt && : >/mnt/ns
                unshare --uts sh -c 'mount --bind /proc/self/ns/uts /mnt/ns; readlink /proc/self/ns/uts'
                exec 7</mnt/ns; read line; umount --lazy /mnt/ns; echo gone; exec sleep 30
                """,
            ])
        let text = try program.nextLine()
        let namespace = try #require(parsed(text))
        _ = try eventually("the descriptor") {
            try descriptors(program.pid)[7] == .mountedNamespace(inode: namespace.inode) ? true : nil
        }
        #expect(try descriptors(program.pid, looksUpPaths: false)[7] == .other)
        try program.say("")
        #expect(try program.nextLine() == "gone")
        #expect(try descriptors(program.pid)[7] == .mountedNamespace(inode: namespace.inode))
    }

    @Test func `time that is up ends the reading, and is told`() throws {
        let program = try Program(
            "/usr/bin/env",
            [
                "python3", "-c",
                "import os, time\nfor i in range(900): os.dup2(0, i + 10)\nprint('ready', flush=True); time.sleep(30)",
            ])
        #expect(try program.nextLine() == "ready")
        var folder = DescriptorFolder()
        let proc = try Directory(path: "/proc")
        var count = 0
        let isCut = try folder.forEach(program.pid, below: proc, until: Clock.monotonic) { _, _ in count += 1 }
        #expect(!isCut && count == 255)
        count = 0
        let until = Clock.monotonic.adding(milliseconds: 60_000)
        let isWhole = try folder.forEach(program.pid, below: proc, until: until) { _, _ in count += 1 }
        #expect(isWhole && count >= 900)
    }

    @Test func `a process that is not there is told`() throws {
        var folder = DescriptorFolder()
        let proc = try Directory(path: "/proc")
        var refusal: Errno?
        do throws(Errno) {
            _ = try folder.forEach(Int32.max, below: proc, until: Clock.monotonic) { _, _ in }
        } catch { refusal = error }
        #expect(refusal == .noEntry)
    }
}
