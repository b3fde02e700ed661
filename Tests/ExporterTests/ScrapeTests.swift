// What a scrape is answered with: its format, its families, and what is rendered anew.

internal import Exposition
internal import Monitor
internal import Namespaces
internal import Testing

@testable import Exporter
@testable import HTTP

@Suite struct ScrapeTests {
    private static func request(_ target: String, _ fields: [(String, String)] = []) throws -> Request {
        let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        guard
            case .request(let request, _) = RequestParser.parse(
                Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n".utf8))
        else { throw Refusal(.badRequest, "no request") }
        return request
    }

    private static let text = "text/plain; version=0.0.4; charset=utf-8"
    private static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    private static let prometheus2 = """
        application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
        text/plain;version=0.0.4;q=0.5,*/*;q=0.1
        """
    private static let prometheus3 = """
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
        application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
        text/plain;version=0.0.4;q=0.3,*/*;q=0.2
        """
    private static let nativeHistograms = """
        application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,\
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.1
        """
    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    private static let protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"

    private static let choices: [(accept: String, contentType: String)] = [
        ("", text), ("*/*", text), (browser, text), ("application/json", text), (protobuf, text),
        ("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", text), (prometheus2, openMetrics),
        (prometheus3, "\(openMetrics); escaping=allow-utf-8"),
        (nativeHistograms, "\(openMetrics); escaping=allow-utf-8"),
        ("text/plain;version=1.0.0", "text/plain; version=1.0.0; charset=utf-8; escaping=underscores"),
        ("text/plain;version=1.0.0;escaping=dots", "text/plain; version=1.0.0; charset=utf-8; escaping=dots"),
        ("text/plain;version=1.0.0;escaping=x", "text/plain; version=1.0.0; charset=utf-8; escaping=underscores"),
        ("application/openmetrics-text", "application/openmetrics-text; version=0.0.1; charset=utf-8"),
        ("application/openmetrics-text;version=9, text/plain;q=0.1", text),
        ("application/openmetrics-text;version=1.0.0;q=0, text/plain;q=0.1", text),
    ]

    @Test(arguments: choices)
    func `a format is chosen, and nobody is refused`(_ accept: String, _ contentType: String) throws {
        let request = try Self.request("/metrics", accept.isEmpty ? [] : [("Accept", accept)])
        #expect(FormatChoice(request).format.contentType == contentType)
    }

    @Test(
        arguments: [
            (nil, false), ("gzip", true), ("identity", false), ("gzip;q=0", false), ("gzip, identity", true),
            ("gzip;q=0.1, identity;q=0.9", false), ("br, *", true), ("deflate, gzip;q=1.0, *;q=0.5", true),
            ("br", false),
        ] as [(String?, Bool)])
    func `it is compressed where that is wanted`(_ encoding: String?, _ isCompressed: Bool) throws {
        let request = try Self.request("/metrics", encoding.map { [("Accept-Encoding", $0)] } ?? [])
        #expect(FormatChoice(request).isCompressed == isCompressed)
    }

    @Test(
        arguments: [
            ("", ["a", "b", "c_total"]), ("?collect[]=limits", ["b"]),
            ("?collect[]=limits&collect[]=events", ["b", "c_total"]),
            ("?exclude[]=limits", ["a", "c_total"]), ("?name[]=a&name[]=c_total&name[]=x", ["a", "c_total"]),
            ("?collect%5B%5D=limits&name[]=a", []),
        ] as [(String, [String])])
    func `groups and names are selected`(_ query: String, _ names: [String]) throws {
        let selection = try FamilySelection(Self.request("/metrics\(query)"), enabled: Set(FamilyGroup.allCases))
        let families: [(FamilyGroup, MetricFamily)] = [
            (.namespaces, MetricFamily("a", .gauge, help: "")), (.limits, MetricFamily("b", .gauge, help: "")),
            (.events, MetricFamily("c_total", .counter, help: "")),
        ]
        #expect(families.flatMap { selection.selected([$0.1], of: $0.0) }.map(\.name) == names)
        #expect(selection.isAll == query.isEmpty)
    }

    @Test(
        arguments: [
            ("?collect[]=limits&exclude[]=names", "Combined collect and exclude queries are not allowed."),
            ("?collect[]=nope", "missing collector: nope"), ("?exclude[]=%3Cb%3E", "missing collector: &lt;b&gt;"),
            ("?collect[]=mounts", "disabled collector: mounts"),
        ])
    func `a selection of what is not there is told`(_ query: String, _ reason: String) throws {
        let request = try Self.request("/metrics\(query)")
        let refusal = #expect(throws: Refusal.self) { try FamilySelection(request, enabled: [.namespaces, .limits]) }
        #expect(refusal == Refusal(.badRequest, reason))
    }

    private func publication(_ found: Int) -> Publication {
        var snapshot = Snapshot()
        snapshot.totals = Totals()
        snapshot.totals?.found[.net] = found
        return Publication(snapshot: snapshot, isComplete: true, sources: [], feeds: [])
    }

    @Test func `what is live is new in each answer, and the rest is a publication's`() throws {
        let renderer = MetricsRenderer(showsExporter: false)
        let request = try Self.request("/metrics")
        let selection = try FamilySelection(request, enabled: Set(FamilyGroup.allCases))
        func text(_ publication: Publication, _ count: Double, accept: String = "*/*") throws -> String {
            let choice = FormatChoice(try Self.request("/metrics", [("Accept", accept)]))
            let live: MetricsText.Groups = [
                (.exporter, [MetricFamily("live_total", .counter, help: "Live.", value: count)])
            ]
            return String(
                decoding: renderer.content(of: publication, choice, selection, live: live).bytes, as: UTF8.self)
        }
        let first = publication(1)
        for count in [1.0, 2] {
            let answer = try text(first, count)
            #expect(answer.contains("linux_namespaces{nstype=\"net\"} 1\n"))
            #expect(answer.hasSuffix("live_total \(Int(count))\n"))
        }
        #expect(try text(publication(7), 3).contains("linux_namespaces{nstype=\"net\"} 7\n"))
        let openMetrics = try text(publication(8), 4, accept: "application/openmetrics-text;version=1.0.0")
        #expect(openMetrics.contains("nstype=\"net\"} 8\n") && openMetrics.hasSuffix("live_total 4\n# EOF\n"))
    }
}
