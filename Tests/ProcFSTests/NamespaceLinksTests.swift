// The links of processes: their text, what they amount to, and trees of them.

internal import Linux
internal import Namespaces
internal import Support
internal import Testing

@testable import ProcFS

@Suite struct NamespaceLinksTests {
    @Test(
        arguments: [
            ("net:[4026531833]", 4_026_531_833),
            ("pid_for_children:[1]", 1),
            ("time:[4294967295]", 4_294_967_295),
            ("net:[4294967296]", nil),
            ("net:[99999999999999]", nil),
            ("net:[]", nil),
            ("net:[12", nil),
            ("net:12]", nil),
            ("[12]", nil),
            (":[12]", 12),
            ("net:[1x2]", nil),
            ("12]", nil),
            ("]", nil),
            ("", nil),
        ] as [(String, UInt32?)])
    func `an inode is read from a link's text`(_ text: String, _ inode: UInt32?) {
        #expect(NamespaceLinks.inode(in: Array(text.utf8).span) == inode)
    }

    private func found(_ links: KeyValuePairs<NamespaceLink, UInt32>) -> ProcessNamespaces {
        var namespaces = ProcessNamespaces()
        for (link, inode) in links { namespaces[link] = inode }
        return namespaces
    }

    @Test func `a whole process is taken as it is`() {
        let whole = found([.cgroup: 1, .mnt: 2, .user: 3, .pid: 4])
        #expect(NamespaceLinks.judge(whole, isStillThere: { false }) == .namespaces(whole))
    }

    @Test func `a zombie keeps its user and pid namespaces`() {
        let half = found([.cgroup: 1, .net: 5, .user: 3, .pid: 4])
        let rest = found([.user: 3, .pid: 4])
        #expect(NamespaceLinks.judge(half, isStillThere: { true }) == .zombie(rest))
    }

    @Test func `a process that was reaped half-way is gone`() {
        #expect(NamespaceLinks.judge(found([.cgroup: 1, .mnt: 2]), isStillThere: { false }) == .gone)
        #expect(NamespaceLinks.judge(found([.cgroup: 1]), isStillThere: { false }) == .gone)
        #expect(NamespaceLinks.judge(ProcessNamespaces(), isStillThere: { false }) == .gone)
    }

    @Test func `a kernel without pid namespaces has whole processes too`() {
        let whole = found([.mnt: 2, .net: 3])
        #expect(NamespaceLinks.judge(whole, isStillThere: { true }) == .namespaces(whole))
    }

    @Test func `the fixture's processes are read`() throws {
        let folder = try FixtureTree.proc()
        let proc = try Directory(path: folder.path)
        var links = NamespaceLinks()
        guard case .namespaces(let shell) = links.read(100, below: proc) else {
            Issue.record("process 100 was not read")
            return
        }
        #expect(shell[.net] == 4_026_532_101)
        #expect(shell[.user] == 4_026_531_837)
        guard case .namespaces(let fresh) = links.read(300, below: proc) else {
            Issue.record("process 300 was not read")
            return
        }
        #expect(fresh[.pidForChildren] == 0)
        #expect(fresh[.pid] == 4_026_531_836)
        #expect(links.read(500, below: proc) == .zombie(found([.user: 4_026_531_837, .pid: 4_026_531_836])))
        #expect(links.read(9999, below: proc) == .gone)
    }

    @Test func `a link that leads to no namespace is passed over`() throws {
        let folder = try FixtureTree.make("1/ns/mnt -> mnt:[5]\n1/ns/pid -> pid:[6]\n1/ns/net -> somewhere")
        var links = NamespaceLinks()
        let proc = try Directory(path: folder.path)
        #expect(links.read(1, below: proc) == .namespaces(found([.mnt: 5, .pid: 6])))
    }

    @Test func `our own process is read on the real kernel`() throws {
        var links = NamespaceLinks()
        let proc = try Directory(path: "/proc")
        guard case .namespaces(let own) = links.read(Host.processID, below: proc) else {
            Issue.record("our own process was not read")
            return
        }
        #expect(own[.mnt] != 0 && own[.net] != 0 && own[.pid] != 0)
    }
}
