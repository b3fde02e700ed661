// What people read and type: lists, intervals, flags' values, the page.

internal import HTTP
internal import Linux
internal import Monitor
internal import Namespaces
internal import Support
internal import Testing

@testable import Exporter

@Suite struct TextTests {
    private var list: NamespaceList {
        var first = Namespace(NamespaceID(.net, 4_026_531_833), holder: .process)
        first.meet(1, isMember: true)
        first.meet(12345, isMember: true)
        first.process = ProcessDescription(command: "init", uid: 0, user: "root", unit: "init.scope")
        var second = Namespace(NamespaceID(.user, 4_026_532_200), holder: .process)
        second.meet(200, isMember: true)
        second.process = ProcessDescription(command: "ev\u{1b}il", uid: 1000)
        var facts = NamespaceFacts()
        facts.id = 99
        facts.owner = NamespaceID(.user, 4_026_531_837)
        var third = Namespace(NamespaceID(.uts, 7), holder: .mount, facts: facts)
        third.names = ["a", "b"]
        third.nsid = 3
        return NamespaceList([first, second, third])
    }

    @Test func `a list is a table with its numbers to the right`() {
        #expect(
            list.table == """
                TYPE         NS HOLDER  NPROCS PID USER UNIT       NSID      OWNER NAMES COMMAND
                net  4026531833 process      2   1 root init.scope                       init
                user 4026532200 process      1 200 1000                                  ev\\x1bil
                uts           7 mount        0                        3 4026531837 a,b

                """)
    }

    @Test func `a list is JSON without what is unknown`() {
        #expect(
            String(decoding: list.json, as: UTF8.self)
                == #"{"namespaces":[{"type":"net","inode":4026531833,"initial":true,"processes":2,"#
                + #""pid":1,"command":"init","uid":0,"user":"root","unit":"init.scope","holder":"process"},"#
                + #"{"type":"user","inode":4026532200,"initial":false,"processes":1,"pid":200,"#
                + #""command":"ev\u001bil","uid":1000,"holder":"process"},"#
                + #"{"type":"uts","inode":7,"id":99,"initial":false,"processes":0,"holder":"mount","#
                + #""owner":4026531837,"names":["a","b"],"nsid":3}]}"# + "\n"
        )
    }

    @Test(
        arguments: [
            ("30s", 30_000), ("0", 0), ("250ms", 250), ("1m30s", 90_000), ("1.5h", 5_400_000), ("", nil), ("30", nil),
            ("s", nil), ("-1s", nil), ("1d", nil), ("1s ", nil), ("99999999h", nil), ("1e3s", nil),
        ] as [(String, Int64?)])
    func `an interval is read as Go reads it`(_ text: String, _ milliseconds: Int64?) {
        #expect(Interval.milliseconds(text) == milliseconds)
    }

    /// A setter with a value that it must refuse.
    private struct Misuse: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let set: @Sendable (inout Configuration) throws -> Void

        init(_ name: String, _ set: @escaping @Sendable (inout Configuration) throws -> Void) {
            testDescription = name
            self.set = set
        }
    }

    @Test(arguments: [
        Misuse("a listen address") { try $0.setListenAddresses(["nonsense"]) },
        Misuse("a telemetry path without slash") { try $0.setTelemetryPath("metrics") },
        Misuse("a telemetry path that is taken") { try $0.setTelemetryPath("/logs") },
        Misuse("a telemetry path with a query") { try $0.setTelemetryPath("/a?b") },
        Misuse("no connections") { try $0.setMaximumConnections(0) },
        Misuse("a relative procfs") { try $0.setProcPath("proc") },
        Misuse("a busy loop") { try $0.setReconcileInterval("1ms") },
        Misuse("a log level") { try $0.setLogLevel("loud") },
        Misuse("a log format") { try $0.setLogFormat("xml") },
    ])
    private func `a bad value is one sentence`(_ misuse: Misuse) throws {
        var configuration = Configuration()
        let error = try #require(throws: UsageError.self) { try misuse.set(&configuration) }
        #expect(error.description.hasSuffix("."))
        #expect(!error.description.contains("\n"))
    }

    @Test func `sources are chosen one by one or all off`() {
        var configuration = Configuration()
        configuration.setSources(["limits": false], defaultsAreOn: true)
        #expect(configuration.monitor.sources == SourceName.defaults.subtracting([.limits]))
        configuration.setSources(["limits": true], defaultsAreOn: false)
        #expect(configuration.monitor.sources == [.limits])
    }

    @Test func `text in the page stays text`() {
        #expect(Page.escaped(#"<a href="x">&"#) == "&lt;a href=&quot;x&quot;&gt;&amp;")
    }

    @Test func `the page shows sums before and after the first look`() {
        var totals = Totals()
        totals.found[.net] = 3
        var limits = Limits()
        limits.record(file: "max_net_namespaces", limit: Limit(0))
        let publication = Publication(
            snapshot: Snapshot(time: 1, totals: totals, limits: limits, kernelTypes: [.net]), isComplete: true,
            sources: [],
            feeds: [])
        let page = String(decoding: Page.content(publication, telemetryPath: "/metrics"), as: UTF8.self)
        #expect(
            page.contains(#"<th scope="row">net</th><td class="n">3</td><td class="n">disabled</td>"#))
        let early = String(decoding: Page.content(nil, telemetryPath: "/m"), as: UTF8.self)
        #expect(early.contains("not over yet"))
        #expect(early.contains(#"<a href="/m">"#))
    }

    @Test func `the changelog tells of this version`() throws {
        let changelog = try Machine.contents("CHANGELOG.md")
        let newest = try #require(changelog.firstMatch(of: /(?m)^## (\S+)/)).1
        #expect(newest == BuildInformation.version)
    }
}
