// Rounds over a tree that the test changes between them.

internal import Linux
internal import Namespaces
internal import Support
internal import Testing

@testable import Monitor

@Suite struct ReconcileTests {
    private func reconcile(_ folder: TemporaryFolder) throws -> Reconcile {
        var configuration = MonitorConfiguration()
        configuration.procPath = folder.path
        return try Reconcile(configuration)
    }

    private func add(_ pid: Int, net: UInt32, to folder: TemporaryFolder) throws {
        try folder.link("\(pid)/ns/mnt", to: "mnt:[5]")
        try folder.link("\(pid)/ns/net", to: "net:[\(net)]")
        try folder.link("\(pid)/ns/pid", to: "pid:[6]")
        try folder.write("\(pid)/comm", "worker\n")
    }

    @Test func `the fixture's host is counted`() throws {
        let folder = try FixtureTree.proc()
        var reconcile = try reconcile(folder)
        try reconcile.runToEnd()
        let totals = try #require(reconcile.snapshot.totals)
        let found = NamespaceType.allCases.map { totals.found[$0] }
        #expect(found == [2, 2, 3, 2, 2, 2, 2, 2])
        #expect(totals.processes == 7)
        let failed = reconcile.sources.filter { !$0.succeeded }
        #expect(failed == [])
        #expect(reconcile.sources.map(\.name) == SourceName.allCases.filter { $0 != .events && $0 != .inotify })
    }

    @Test func `who comes and goes between rounds is told`() throws {
        let folder = try FixtureTree.proc()
        var reconcile = try reconcile(folder)
        try reconcile.runToEnd()
        try add(600, net: 777, to: folder)
        try reconcile.runToEnd()
        #expect(reconcile.takeChanges().contains(Change(.added, NamespaceID(.net, 777), processID: 600)))
        #expect(reconcile.describe(600) == EventProcess(processID: 600, command: "worker"))
        try folder.remove("600")
        try reconcile.runToEnd()
        #expect(reconcile.takeChanges().isEmpty)
        try reconcile.runToEnd()
        #expect(reconcile.takeChanges().contains(Change(.deleted, NamespaceID(.net, 777))))
        #expect(reconcile.describe(600) == EventProcess(processID: 600, command: nil))
    }

    @Test func `a round has slices`() throws {
        let folder = try TemporaryFolder()
        for pid in 1...450 { try add(pid, net: UInt32(pid), to: folder) }
        try folder.write("sys/user/max_net_namespaces", "9\n")
        var configuration = MonitorConfiguration()
        configuration.procPath = folder.path
        configuration.sources = [.processes, .limits]
        var reconcile = try Reconcile(configuration)
        var steps = 1
        while reconcile.step(share: 1, failed: { Issue.record("\($0): \($1)") }) == .unfinished { steps += 1 }
        // Its begin, three times at most 200 processes, and two deep sources that are off, one of them asked twice.
        #expect(steps == 7)
        #expect(reconcile.snapshot.totals?.found[.net] == 450)
    }

    @Test func `a change of our own limits is seen in the next round`() throws {
        let folder = try FixtureTree.proc()
        var reconcile = try reconcile(folder)
        for limit in [Int32(7), 0, 9] {
            try folder.write("sys/user/max_net_namespaces", "\(limit)\n")
            try reconcile.runToEnd()
            #expect(reconcile.snapshot.limit(.net) == Limit(limit))
        }
    }

    @Test func `limits that cannot be read leave the rest standing, and those last read`() throws {
        let folder = try FixtureTree.proc()
        var reconcile = try reconcile(folder)
        try reconcile.runToEnd()
        try folder.remove("sys")
        var failed: [SourceName] = []
        while reconcile.step(share: 1, failed: { source, _ in failed.append(source) }) == .unfinished {}
        #expect(failed == [.limits])
        #expect(reconcile.snapshot.limits?.namespaces[.net] == Limit(0))
        #expect(reconcile.sources.filter { !$0.succeeded }.map(\.name) == [.limits])
    }

    @Test func `a disabled source is neither read nor reported`() throws {
        var configuration = MonitorConfiguration()
        configuration.sources = [.limits]
        let folder = try FixtureTree.proc()
        configuration.procPath = folder.path
        var reconcile = try Reconcile(configuration)
        try reconcile.runToEnd()
        #expect(reconcile.snapshot.totals == nil)
        #expect(reconcile.snapshot.limits != nil)
        #expect(reconcile.sources.map(\.name) == [.limits])
    }
}
