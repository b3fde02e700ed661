// The parsers of /proc's text files, on text.

internal import Namespaces
internal import Support
internal import Testing

@testable import Linux
@testable import ProcFS

@Suite struct ParserTests {
    private func stat(_ text: String) -> ProcessStat? {
        ProcessStat.parse(Array(text.utf8).span)
    }

    @Test func `a stat line counts its fields from the last parenthesis`() {
        let stat = stat("42 (a) (b c) S 1 42 42 0 -1 64 100 200 3 4 17 23 7 8 20 0 5 0 123456 268435456 4096 99 1\n")
        #expect(
            stat
                == ProcessStat(
                    isKernelThread: false, threads: 5, userTicks: 17, systemTicks: 23, startTicks: 123_456,
                    virtualBytes: 268_435_456,
                    residentPages: 4096))
    }

    @Test func `a kernel thread has a flag`() {
        let flags = [("2129984", true), ("69238880", true), ("4194560", false)]
        for (text, isKernelThread) in flags {
            let stat = stat("2 (kthreadd) S 0 0 0 0 -1 \(text) 0 0 0 0 1 2 0 0 20 0 1 0 1 0 0 1")
            #expect(stat?.isKernelThread == isKernelThread)
        }
    }

    @Test(arguments: ["", "42 (a", "42 (a) S 1 2 3", "42 (a) S 1 1 1 0 -1 0 0 0 0 0 x 23 7 8 20 0 5 0 1 2 3"])
    func `a stat line that is cut or garbled is nothing`(_ text: String) {
        #expect(stat(text) == nil)
    }

    @Test(
        arguments: [
            ("Name:\tx\nUid:\t0\t1000\t0\t0\nGid:\t5\t5\t5\t5\n", 1000),
            ("Uid:\t4294967295\t4294967295\t4294967295\t4294967295\nGroups:\t1 2 3", 4_294_967_295),
            ("Uid:\t1\t2\n", nil),
            ("Name:\tUid:\n", nil),
            ("", nil),
        ] as [(String, UInt32?)])
    func `the effective uid is the second figure`(_ text: String, _ uid: UInt32?) {
        #expect(ProcessStatus.parse(text)?.effectiveUserID == uid)
    }

    @Test(arguments: [("sleep\n", "sleep"), ("", ""), ("\n", ""), ("a\nb\n", "a\nb"), ("no end", "no end")])
    func `a name loses only the line feed that ends it`(_ text: String, _ name: String) {
        #expect(ProcessComm.parse(Array(text.utf8)[...]) == name)
    }

    @Test(
        arguments: [
            ("0\n", 0), ("96365\n", 96365), ("2147483647\n", 2_147_483_647), ("7", 7), ("2147483648\n", nil),
            ("-1\n", nil),
            ("", nil), ("7 8\n", nil), ("x\n", nil),
        ] as [(String, Int32?)])
    func `a limit is a whole number up to INT_MAX`(_ text: String, _ value: Int32?) {
        #expect(UserLimits.parse(text) == value.map(Limit.init))
    }

    @Test(
        arguments: [("cpu 1 2\nbtime 1700000000\nprocesses 5\n", 1_700_000_000), ("cpu 1\n", nil), ("btime x\n", nil)]
            as [(String, UInt64?)])
    func `the boot time stands in its line`(_ text: String, _ seconds: UInt64?) {
        #expect(BootTime.parse(text) == seconds)
    }

    @Test func `every limit of the fixture is read`() throws {
        let folder = try FixtureTree.proc()
        let limits = try UserLimits.read(below: folder.path).limits
        #expect(limits.namespaces[.net] == Limit(0))
        #expect(limits.namespaces[.pid]?.isUnlimited == true)
        #expect(
            limits.resources.map(\.name) == [
                "fanotify_groups", "fanotify_marks", "inotify_instances", "inotify_watches",
            ])
    }

    @Test func `a garbled limit is told, and the others stand`() throws {
        let folder = try FixtureTree.make("sys/user/max_net_namespaces: many\nsys/user/max_uts_namespaces: 7")
        let reading = try UserLimits.read(below: folder.path)
        let file = "\(folder.path)/sys/user/max_net_namespaces"
        #expect(reading.failure == SystemError("understand", file, .invalidArgument))
        #expect(reading.limits.namespaces[.uts] == Limit(7))
    }

    @Test func `the kernel's types are those of our own links`() throws {
        let folder = try FixtureTree.make(
            "1/ns/mnt -> mnt:[1]\nself/ns/pid_for_children -> pid:[2]\nself/ns/net -> net:[3]")
        let types = try ProcRoot(path: folder.path).types
        #expect(types == [.net, .pid])
        try folder.remove("self")
        let unknown = try ProcRoot(path: folder.path).types
        #expect(unknown == nil)
    }

    @Test func `a folder without processes is no procfs`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ProcRootError.noProcesses(path: folder.path)) { _ = try ProcRoot(path: folder.path) }
        try folder.write("1000/bus", "a folder named by a number, as in /run/user\n")
        #expect(throws: ProcRootError.noProcesses(path: folder.path)) { _ = try ProcRoot(path: folder.path) }
        #expect(throws: ProcRootError.unreadable(SystemError("open", "/nowhere", .noEntry))) {
            _ = try ProcRoot(path: "/nowhere")
        }
    }
}
