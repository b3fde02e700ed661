// The exposition of the built program: to the byte on the fixture, and as Prometheus' own tools read it.

internal import Foundation
internal import Support
internal import Testing

@Suite struct ExpositionTests {
    /// The text with the value of every sample that differs from run to run replaced by "VARIES".
    private func masked(_ text: String) -> String {
        let varying = try? Regex(
            #"(?m)^((?:process_\w+|nsexporter_snapshot_timestamp_seconds|nsexporter_journal_\w+"#
                + #"|nsexporter_scrape_collector_duration_seconds|nsexporter_http_requests_total"#
                + #"|nsexporter_feed_\w+)(?:\{[^}]*\})?) .*$"#,
            as: (Substring, Substring).self)
        guard let varying else { return text }
        return text.replacing(varying) { "\($0.output.1) VARIES" }
            .replacing(/revision="[^"]*"/, with: #"revision="VARIES""#)
    }

    @Test func `the fixture's exposition is the golden one`() throws {
        let folder = try FixtureTree.proc()
        let exporter = try Exporter("--path.procfs=\(folder.path)")
        let text = masked(try exporter.get("/metrics"))
        #expect(text == (try Golden.text("Tests/EndToEnd/Golden/metrics.txt", updatedTo: text)))
    }

    @Test func `the command prints the same figures as the daemon`() throws {
        let folder = try FixtureTree.proc()
        let exporter = try Exporter("--path.procfs=\(folder.path)", "--web.disable-exporter-metrics")
        let once = try Program(
            Machine.program, ["metrics", "--path.procfs=\(folder.path)", "--web.disable-exporter-metrics"]
        ).wait()
        #expect(once.output == (try exporter.get("/metrics")))
        #expect(!once.output.contains("nsexporter_"))
    }

    @Test func `promtool finds nothing to say`() throws {
        let exporter = try Exporter()
        let folder = try TemporaryFolder()
        let file = try folder.write("metrics", try exporter.get("/metrics"))
        let result = try Program.run("sh", "-c", "promtool check metrics < \"$0\"", file)
        #expect(result.status == 0)
        #expect(result.output + result.errors == "")
    }

    @Test func `a switched-off source leaves its families out`() throws {
        let folder = try FixtureTree.proc()
        let exporter = try Exporter(
            "--path.procfs=\(folder.path)", "--collector.disable-defaults", "--collector.limits")
        let text = try exporter.get("/metrics")
        #expect(text.contains("linux_namespaces_limit{"))
        #expect(!text.contains("linux_namespaces{"))
        #expect(!text.contains("nsexporter_feed_up"))
        #expect(!text.contains("collector=\"processes\""))
    }
}
