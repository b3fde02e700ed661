// How charges are told: the table, the JSON, why one more would fail, and the plugin's line.

internal import Foundation
internal import Namespaces
internal import Testing

@testable import Exporter

@Suite struct UsageTests {
    private static let initial = NamespaceID(.user, 4_026_531_837)
    private static let tenant = NamespaceID(.user, 4_026_532_200)

    private static func usage(
        _ type: NamespaceType, _ userNamespace: NamespaceID, _ uid: UInt32, _ charged: Int, _ limit: Int32?,
        estimated: Int = 0
    ) -> BucketUsage {
        BucketUsage(
            .namespaces(type), Bucket(userNamespace, uid: uid), Charge(count: charged, estimated: estimated),
            limit: limit.map(Limit.init))
    }

    private let report = UsageReport([
        .init(usage(.net, initial, 0, 20, 96_365, estimated: 20), user: "root", units: []),
        .init(
            usage(.net, initial, 1000, 99, 100), user: "alice",
            units: [("a.service", 60), ("b", 20), ("c", 10), ("d", 9)]),
        .init(usage(.uts, tenant, 1000, 5, Int32.max), user: nil, units: []),
        .init(usage(.ipc, tenant, 1000, 2, 0), user: nil, units: []),
        .init(usage(.pid, tenant, 1000, 6, 4), user: nil, units: []),
        .init(usage(.mnt, tenant, 1000, 1, nil), user: nil, units: []),
    ])

    @Test func `the table has the fullest first`() {
        #expect(
            report.table(withBars: false) == """
                TYPE     USERNS  UID USER  CHARGED     LIMIT USED UNITS
                pid  4026532200 1000             6         4 150%
                net  4026531837 1000 alice      99       100  99% a.service (60), b (20), c (10)
                net  4026531837   ~0 root       20     96365   0%
                uts  4026532200 1000             5 unlimited
                ipc  4026532200 1000             2  disabled
                mnt  4026532200 1000             1   unknown
                ~ Who made 20 of these is estimated: the kernel tells it of user namespaces only.

                """)
    }

    @Test func `a bar is as full as its limit, and no fuller`() {
        let lines = report.table(withBars: true).split(separator: "\n").map { line in
            (line.count { $0 == "█" }, line.count { $0 == "░" })
        }
        #expect(lines.map(\.0) == [0, 20, 19, 0, 0, 0, 0, 0])
        #expect(lines.map(\.1) == [0, 0, 1, 20, 0, 0, 0, 0])
    }

    @Test func `what is unknown or unlimited is absent in JSON`() throws {
        struct All: Decodable {
            struct Unit: Decodable, Equatable {
                let unit: String
                let charged: Int
            }
            struct Bucket: Decodable {
                let type: String
                let userNamespace: UInt32
                let uid: UInt32
                let user: String?
                let charged: Int
                let estimated: Int
                let limit: Int?
                let ratio: Double?
                let units: [Unit]
            }
            let buckets: [Bucket]
        }
        let buckets = try JSONDecoder().decode(All.self, from: Data(report.json)).buckets
        #expect(buckets.map(\.type) == ["pid", "net", "net", "uts", "ipc", "mnt"])
        #expect(buckets.map(\.limit) == [4, 100, 96_365, nil, 0, nil])
        #expect(buckets.map { $0.ratio != nil } == [true, true, true, false, false, false])
        #expect(buckets[0].ratio == 1.5 && buckets[1].ratio == 0.99)
        #expect(buckets.map(\.estimated) == [0, 0, 20, 0, 0, 0])
        #expect(buckets[1].user == "alice" && buckets[1].units.first == All.Unit(unit: "a.service", charged: 60))
    }

    @Test(
        arguments: [
            (.net, [usage(.net, tenant, 0, 1, Int32.max), usage(.net, initial, 1000, 99, 100)], nil, "room for 1,"),
            (
                .net, [usage(.net, tenant, 0, 1, Int32.max), usage(.net, initial, 1000, 100, 100)], nil,
                "user 1000 in user:[4026531837] is charged 100 of 100"
            ),
            (
                .uts, [usage(.uts, tenant, 0, 7, 5), usage(.uts, initial, 1000, 7, 7)], nil,
                "user 0 in user:[4026532200] is charged 7 of 5"
            ),
            (.ipc, [usage(.ipc, initial, 0, 0, 0)], nil, "max_ipc_namespaces is 0 in user:[4026531837]"),
            (.mnt, [usage(.mnt, initial, 0, 5, Int32.max)], nil, "there is no limit"),
            (.mnt, [usage(.mnt, initial, 0, 5, nil)], nil, "What limits it is not known"),
            (.user, [usage(.user, tenant, 0, 5, 10)], 33, "room for 5"),
            (.user, [usage(.user, tenant, 0, 5, 10)], 34, "nested deeper than 33 levels"),
        ] as [(NamespaceType, [BucketUsage], Int?, String)])
    func `why one more would be refused is told`(
        _ type: NamespaceType, _ buckets: [BucketUsage], _ depth: Int?, _ words: String
    ) {
        let text = ChargeExplanation(type, buckets, depth: depth).text
        #expect(text.contains(words), "\(text)")
    }

    @Test(
        arguments: [
            ("10", [10, 0], [11, -1]), ("10:", [10, 1e9], [9]), ("~:10", [-5, 10], [11]),
            ("10:20", [10, 20], [9, 21]),
            ("@10:20", [9, 21], [10, 15, 20]), ("80%", [80, 0], [80.5]), ("~:80%", [0], [81]),
            ("@90%:100%", [89], [95]),
            ("0.5", [0.5], [0.6]),
        ] as [(String, [Double], [Double])])
    func `a range says when to alert`(_ text: String, _ fine: [Double], _ alerting: [Double]) throws {
        let range = try PluginRange(text, flag: "warning")
        #expect(fine.filter(range.alerts) == [])
        #expect(alerting.filter { !range.alerts($0) } == [])
        #expect(range.isPercent == text.contains("%"))
    }

    @Test(arguments: ["", "x", "10:5", "80%:90", "-1", "1e3", "@", "~", "5:x", "%", "nan", "inf"])
    func `what is no range is misuse`(_ text: String) {
        #expect(throws: UsageError.self) { try PluginRange(text, flag: "warning") }
    }

    @Test(
        arguments: [
            ("80%", "95%", .critical, "pid namespaces of 4 (150%)"),
            ("200%", "300%", .ok, "pid namespaces of 4 (150%)"),
            ("80%", "160%", .warning, "pid namespaces of 4 (150%)"),
            ("50", "100", .warning, "user 1000 (alice) of user:[4026531837] is charged with 99 net namespaces"),
        ] as [(String, String, PluginCheck.Status, String)])
    func `the worst bucket decides`(
        _ warning: String, _ critical: String, _ status: PluginCheck.Status, _ words: String
    ) throws {
        let thresholds = try PluginCheck.Thresholds(warning: warning, critical: critical)
        let report = UsageReport(report.rows.filter { $0.usage.limit != nil })
        let check = PluginCheck(thresholds, report, blindness: nil)
        #expect(check.status == status)
        #expect(check.text.contains(words), "\(check.text)")
        let blind = PluginCheck(thresholds, report, blindness: "half is hidden")
        #expect(blind.status == .unknown && blind.text.contains("UNKNOWN") && blind.text.contains("half is hidden"))
    }

    @Test(
        arguments: [(100, .ok), (700, .ok), (800, .unknown), (2000, .unknown)] as [(Int, PluginCheck.Status)])
    func `what is charged to nobody known matters where it could alert`(
        _ count: Int, _ status: PluginCheck.Status
    ) throws {
        let check = PluginCheck(
            try .init(warning: "80%", critical: "95%"),
            UsageReport([.init(Self.usage(.net, Self.initial, 0, 10, 1000), user: "root", units: [])]),
            worstCases: [Self.usage(.net, Self.initial, 0, count + 10, 1000)], blindness: nil)
        #expect(check.status == status)
        #expect(check.text.contains("not known whom") == (status == .unknown))
    }

    /// 0.07 × 100 is more than 7 in binary, and 0.29 × 100 less than 29.
    @Test(arguments: [1, 7, 14, 28, 29, 55, 56, 57, 58, 100])
    func `percents of a hundred are exact`(_ count: Int) throws {
        let usage = Self.usage(.net, Self.initial, 0, count, 100)
        #expect(UsageReport.percent(usage) == "\(count)%")
        let report = UsageReport([.init(usage, user: "root", units: [])])
        #expect(PluginCheck(try .init(warning: "\(count)%", critical: "200%"), report, blindness: nil).status == .ok)
    }

    @Test func `a limit that is not known is nothing to call fine`() throws {
        let rows = [(10, 100 as Int32?), (3, nil)].map { count, limit in
            UsageReport.Row(
                BucketUsage(
                    .namespaces(.net), Bucket(Self.initial, uid: UInt32(count)), Charge(count: count),
                    limit: limit.map { Limit($0) }), user: nil, units: [])
        }
        func check(_ warning: String, _ critical: String) throws -> PluginCheck {
            PluginCheck(try .init(warning: warning, critical: critical), UsageReport(rows), blindness: nil)
        }
        let unsure = try check("80%", "95%")
        #expect(unsure.status == .unknown)
        #expect(unsure.text.contains("; limits that are not known: those of 1 user namespaces |"), "\(unsure.text)")
        #expect(try check("1%", "5%").status == .critical)
        #expect(try check("80", "95").status == .ok)
        let none = PluginCheck(
            try .init(warning: "80%", critical: "95%"),
            UsageReport([.init(Self.usage(.net, Self.initial, 0, 5, 0), user: nil, units: [])]), blindness: nil)
        #expect(none.text == "NSEXPORTER OK - nobody has a limit to compare with\n")
    }

    @Test func `performance data has the fullest of each type`() throws {
        let percents = PluginCheck(try .init(warning: "80%", critical: "@95%:"), report, blindness: nil)
        #expect(percents.text.hasSuffix(" | net=99.0%;80;@95:;0 pid=150.0%;80;@95:;0\n"))
        let numbers = PluginCheck(try .init(warning: "80", critical: "95"), report, blindness: nil)
        #expect(
            numbers.text.hasSuffix(
                " | ipc=2;80;95;0 mnt=1;80;95;0 net=99;80;95;0 pid=6;80;95;0 uts=5;80;95;0\n"))
    }

    @Test func `what is no namespace stands beside, and what may be too high is marked`() throws {
        let report = UsageReport([
            .init(
                BucketUsage(
                    .resource(.inotifyInstances), Bucket(Self.initial, uid: 1000),
                    Charge(count: 120, estimated: 120, indistinct: 4), limit: Limit(128)), user: "alice",
                units: [("ide.service", 100)]),
            .init(
                BucketUsage(
                    .resource(.fanotifyMarks), Bucket(Self.initial, uid: 0), Charge(count: 2, estimated: 2),
                    limit: Limit(100)), user: "root", units: []),
        ])
        #expect(
            report.table(withBars: false) == """
                TYPE                  USERNS   UID USER  CHARGED LIMIT USED UNITS
                inotify_instances 4026531837 ~1000 alice    ≤120   128  93% ide.service (100)
                fanotify_marks    4026531837    ~0 root        2   100   2%
                ~ Who made 122 of these is estimated: the kernel tells it of user namespaces only.
                ≤ Some of these may have been counted more than once: the kernel did not tell them apart.

                """)
        let json = String(decoding: report.json, as: UTF8.self)
        #expect(json.matches(of: /"indistinct":/).count == 1 && json.contains(#""indistinct":4"#), "\(json)")
        let check = PluginCheck(try .init(warning: "80%", critical: "95%"), report, blindness: nil)
        #expect(
            check.text
                == "NSEXPORTER WARNING - user ~1000 (alice) of user:[4026531837] is charged with ≤120 inotify "
                + "instances of 128 (93%) | inotify_instances=93.75%;80;95;0 fanotify_marks=2.0%;80;95;0\n")
    }
}
