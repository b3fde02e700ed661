// A real Prometheus scrapes the built program.

internal import Foundation
internal import Support
internal import Testing

@Suite struct PrometheusTests {
    @Test func `Prometheus scrapes, and has the same figures`() throws {
        let folder = try FixtureTree.proc()
        let exporter = try Exporter("--path.procfs=\(folder.path)")
        let data = try TemporaryFolder()
        let port = Exchange.freePort()
        let configuration = try data.write(
            "prometheus.yml",
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: nsexporter
                static_configs: [{targets: ["127.0.0.1:\(exporter.port)"]}]
            """)
        let prometheus = try Program(
            "/usr/bin/prometheus",
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(data.path)/data",
                "--web.listen-address=127.0.0.1:\(port)",
            ])
        defer { prometheus.signal(SIGTERM) }
        let isUp = try eventually(seconds: 30, "a scrape") { try? query("up", port: port)[""] }
        #expect(isUp == 1)
        let found = try query("linux_namespaces", port: port)
        let samples = Samples(try exporter.get("/metrics"))
        #expect(found.count == 8)
        for (type, value) in found { #expect(samples["linux_namespaces{nstype=\"\(type)\"}"] == value) }
        #expect(found["mnt"] == 3)
    }

    /// An instant query's values by their label nstype.
    private func query(_ expression: String, port: UInt16) throws -> [String: Double] {
        let text = try Exchange.get("/api/v1/query?query=\(expression)", port: port)
        let body = text.firstIndex(of: "{").map { text[$0...] } ?? ""
        let end = body.lastIndex(of: "}").map { body[...$0] } ?? ""
        let answer = try JSONDecoder().decode(QueryAnswer.self, from: Data(end.utf8))
        guard !answer.data.result.isEmpty else { throw TimedOut(description: "no result yet") }
        return Dictionary(
            uniqueKeysWithValues: answer.data.result.map { ($0.metric["nstype"] ?? "", $0.value.number) })
    }
}

/// What /api/v1/query answers.
private struct QueryAnswer: Decodable {
    struct Payload: Decodable { let result: [Row] }

    struct Row: Decodable {
        let metric: [String: String]
        let value: Value
    }

    /// A pair of a time and a value, the latter as text.
    struct Value: Decodable {
        let number: Double

        init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            _ = try pair.decode(Double.self)
            number = Double(try pair.decode(String.self)) ?? .nan
        }
    }

    let data: Payload
}
