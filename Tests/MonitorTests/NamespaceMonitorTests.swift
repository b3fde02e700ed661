// The running Monitor, over a tree that the test changes.

internal import Linux
internal import Namespaces
internal import Support
internal import Synchronization
internal import Testing

@testable import Monitor

@Suite struct NamespaceMonitorTests {
    private func start(
        _ folder: TemporaryFolder, _ sink: Recorder, _ change: (inout MonitorConfiguration) -> Void = { _ in }
    ) throws -> NamespaceMonitor {
        var configuration = MonitorConfiguration()
        configuration.procPath = folder.path
        configuration.minimumScanMilliseconds = 0
        change(&configuration)
        return try NamespaceMonitor(configuration, try Reconcile(configuration), sink: sink)
    }

    private func fresh(_ monitor: NamespaceMonitor) throws -> Publication {
        let answer = Answer()
        monitor.whenFresh { publication in answer.publication.withLock { $0 = publication } }
        return try eventually("a fresh publication") { answer.publication.withLock { $0 } }
    }

    @Test func `a reader who asks gets a look that began after the question`() throws {
        let folder = try FixtureTree.proc()
        let sink = Recorder()
        let monitor = try start(folder, sink)
        #expect(try fresh(monitor).snapshot.totals?.found[.net] == 2)
        try folder.link("600/ns/mnt", to: "mnt:[4026531832]")
        try folder.link("600/ns/net", to: "net:[777]")
        try folder.link("600/ns/pid", to: "pid:[4026531836]")
        #expect(try fresh(monitor).snapshot.totals?.found[.net] == 3)
        let kinds = sink.events.withLock { $0.map(\.kind) }
        #expect(kinds == [.added(NamespaceID(.net, 777), process: EventProcess(processID: 600, command: nil))])
        #expect(monitor.stop(milliseconds: 5_000))
    }

    @Test func `within the least interval readers share one look`() throws {
        let folder = try FixtureTree.proc()
        let monitor = try start(folder, Recorder()) { $0.minimumScanMilliseconds = 60_000 }
        let first = try fresh(monitor)
        let second = try fresh(monitor)
        #expect(first.snapshot == second.snapshot)
        #expect(monitor.fresh != nil)
        #expect(monitor.stop(milliseconds: 5_000))
    }

    @Test func `a round comes by itself when it is due`() throws {
        let folder = try FixtureTree.proc()
        let monitor = try start(folder, Recorder()) { $0.reconcileMilliseconds = 100 }
        let first = try eventually("a first round") { monitor.latest?.snapshot.time }
        _ = try eventually("a second round") { (monitor.latest?.snapshot.time ?? 0) > first ? true : nil }
        #expect(monitor.stop(milliseconds: 5_000))
    }

    @Test func `a failure is told once, not at each round`() throws {
        let folder = try FixtureTree.proc()
        try folder.remove("sys")
        let sink = Recorder()
        let monitor = try start(folder, sink)
        for _ in 0..<3 { _ = try fresh(monitor) }
        #expect(sink.failures.withLock { $0 } == [.limits, .charges])
        #expect(monitor.latest?.sources.first { $0.name == .limits }?.succeeded == false)
        #expect(monitor.stop(milliseconds: 5_000))
    }

    @Test func `a round that fails is published as not complete`() throws {
        let folder = try FixtureTree.make("1/ns/mnt -> mnt:[1]")
        let monitor = try start(folder, Recorder())
        #expect(try fresh(monitor).isComplete)
        #expect(monitor.stop(milliseconds: 5_000))
        // A file where the folder of links should be: no reason that a process may have.
        try folder.remove("1")
        try folder.write("2/ns", "")
        try folder.link("1/ns/mnt", to: "mnt:[1]")
        let other = try start(folder, Recorder())
        let publication = try fresh(other)
        #expect(!publication.isComplete)
        #expect(publication.snapshot.totals == nil)
        #expect(other.stop(milliseconds: 5_000))
    }

    @Test func `the feed is reported`() throws {
        let folder = try FixtureTree.proc()
        let monitor = try start(folder, Recorder())
        let feeds = try fresh(monitor).feeds
        #expect(feeds.map(\.name) == ["nsid"])
        #expect(feeds.map(\.isUp) == [true])
        #expect(monitor.stop(milliseconds: 5_000))
    }
}

private final class Answer: Sendable {
    let publication = Mutex<Publication?>(nil)
}

/// Keeps what the Monitor tells.
private final class Recorder: EventSink {
    let events = Mutex<[Event]>([])
    let failures = Mutex<[SourceName]>([])

    func take(_ event: Event) {
        events.withLock { $0.append(event) }
    }

    func take(failure: SystemError, of source: SourceName) {
        failures.withLock { $0.append(source) }
    }
}
