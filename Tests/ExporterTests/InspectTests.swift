// What `inspect` and the filters of `list` take and tell.

internal import Namespaces
internal import Testing

@testable import Exporter

@Suite struct InspectTests {
    private static let user = NamespaceID(.user, 4_026_531_837)

    private var namespace: Namespace {
        var facts = NamespaceFacts()
        facts.id = 99
        facts.owner = Self.user
        var namespace = Namespace(NamespaceID(.net, 4_026_532_177), holder: .process, facts: facts)
        namespace.meet(17, isMember: true)
        namespace.process = ProcessDescription(command: "sleep", uid: 0, user: "root", unit: "a.service")
        namespace.names = ["blue"]
        namespace.nsid = 3
        return namespace
    }

    private var held: Namespace {
        var held = namespace
        let shell = ProcessDescription(command: "s\u{1b}h", unit: "b.scope")
        held.holders = [
            NamedHolder(.process(17), process: held.process),
            NamedHolder(.process(18), process: shell, isMember: false),
            NamedHolder(.thread(20, of: 19)),
            NamedHolder(.descriptor(5, of: 19)),
            NamedHolder(.socket(6, of: 19)),
            NamedHolder(.mount(path: "/run/netns/a\nb", in: 4_026_531_832)),
            NamedHolder(.child(NamespaceID(.pid, 9))),
        ]
        return held
    }

    @Test func `a report tells what a namespace is and who holds it`() {
        #expect(
            NamespaceReport(held).text == #"""
                net:[4026532177]
                  id          99
                  held by     process
                  processes   1
                  owner       user:[4026531837]
                  names       blue
                  nsid        3

                HOLDER  PID COMMAND UNIT      WHERE
                process  17 sleep   a.service
                process  18 s\x1bh  b.scope   its next child
                thread   19                   thread 20
                fd       19                   fd 5
                socket   19                   fd 6
                mount                         /run/netns/a\x0ab in mnt:[4026531832]
                child                         pid:[9]

                """#)
    }

    @Test func `a report whose namespace nobody holds says so`() {
        var lonely = Namespace(NamespaceID(.net, 7), holder: .unknown)
        lonely.holders = []
        #expect(NamespaceReport(lonely).text.contains("\nNobody is found who holds it: "))
    }

    @Test func `a report is JSON with all holders`() {
        let json = String(decoding: NamespaceReport(held).json, as: UTF8.self)
        #expect(json.contains(#""holder":"process","holders":[{"kind":"process","pid":17,"command":"sleep","#))
        for holder in [
            #"{"kind":"thread","pid":19,"thread":20}"#, #"{"kind":"fd","pid":19,"fd":5}"#,
            #"{"kind":"socket","pid":19,"fd":6}"#,
            #"{"kind":"mount","path":"/run/netns/a\nb","mountNamespace":4026531832}"#,
            #"{"kind":"child","namespace":"pid:[9]"}"#,
        ] {
            #expect(json.contains(holder), "\(json)")
        }
        #expect(json.hasSuffix("}\n"))
    }

    private var process: ProcessReport {
        let others = (1...5).map { ProcessReport.Other(processID: $0, command: $0 == 1 ? nil : "p\($0)") }
        return ProcessReport(
            17, ProcessDescription(command: "sleep", uid: 0, user: "root", unit: "a.service"),
            [
                ProcessReport.Row(.net, namespace, others: others),
                ProcessReport.Row(.timeForChildren, Namespace(NamespaceID(.time, 8), holder: .process), others: []),
            ])
    }

    @Test func `a process is shown with its links and who else is there`() {
        #expect(
            process.text == """
                process 17, (sleep), root, a.service

                LINK                      NS NPROCS      OWNER NAMES OTHERS
                net               4026532177      1 4026531837 blue  1, 2 (p2), 3 (p3), and 2 more
                time_for_children          8      0

                """)
    }

    @Test func `a process is JSON with all others`() {
        let json = String(decoding: process.json, as: UTF8.self)
        #expect(json.hasPrefix(#"{"pid":17,"command":"sleep","uid":0,"user":"root","unit":"a.service","links":[{"#))
        #expect(json.contains(#""others":[{"pid":1},{"pid":2,"command":"p2"},"#))
        #expect(json.contains(#"{"link":"time_for_children","namespace":{"type":"time","inode":8,"#))
    }

    @Test(
        arguments: [
            ("17", .process(17)), ("net:[4026532177]", .namespace(NamespaceID(.net, 4_026_532_177))),
            ("blue", .name("blue")), ("cni-0a1b", .name("cni-0a1b")), ("0", .process(0)), ("-1", .name("-1")),
        ] as [(String, InspectTarget)])
    func `a word is a process, a namespace or a name`(_ word: String, _ target: InspectTarget) throws {
        #expect(try InspectTarget(word) == target)
    }

    @Test(arguments: ["", "99999999999", "net:[x]", "new:[4]", "/run/netns/blue"])
    func `any other word is misuse`(_ word: String) {
        #expect(throws: UsageError.self) { try InspectTarget(word) }
    }

    @Test func `a filter admits what meets all that is asked`() throws {
        let net = namespace
        let mounted = Namespace(NamespaceID(.net, 1), holder: .mount)
        #expect(try NamespaceFilter().admits(net))
        #expect(try NamespaceFilter(types: ["net", "uts"], holders: ["process"]).admits(net))
        #expect(try !NamespaceFilter(types: ["uts"]).admits(net))
        #expect(try !NamespaceFilter(types: ["net"], holders: ["process"]).admits(mounted))
        #expect(try !NamespaceFilter(unattended: true).admits(mounted))
    }

    @Test(arguments: [(["nat"], []), ([], ["file"])] as [([String], [String])])
    func `a filter of what there is not is misuse`(_ types: [String], _ holders: [String]) {
        let error = #expect(throws: UsageError.self) { try NamespaceFilter(types: types, holders: holders) }
        #expect(error?.description.contains("it is one of ") == true)
    }
}
