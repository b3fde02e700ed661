// What a snapshot becomes in metrics, and what is absent.

internal import Exposition
internal import HTTP
internal import Journal
internal import Monitor
internal import Namespaces
internal import Testing

@testable import Exporter

@Suite struct FamiliesTests {
    private func samples(_ family: String, _ families: [MetricFamily]) -> [String: Double] {
        let samples = families.first { $0.name == family }?.samples ?? []
        return Dictionary(
            uniqueKeysWithValues: samples.map { ($0.labels.map(\.value).joined(separator: ","), $0.value) })
    }

    private var snapshot: Snapshot {
        var totals = Totals()
        totals.found[.net] = 3
        totals.found[.uts] = 1
        totals.added[.net] = 2
        totals.held[.net][.process] = 2
        totals.held[.net][.fd] = 1
        totals.held[.uts][.process] = 1
        var limits = Limits()
        limits.record(file: "max_net_namespaces", limit: Limit(10))
        limits.record(file: "max_uts_namespaces", limit: Limit(Int32.max))
        limits.record(file: "max_user_namespaces", limit: Limit(0))
        limits.record(file: "max_inotify_watches", limit: Limit(Int32.max))
        limits.record(file: "max_inotify_instances", limit: Limit(128))
        // max_time_namespaces is there though the kernel has no time namespaces (kernel/ucount.c).
        limits.record(file: "max_time_namespaces", limit: Limit(10))
        return Snapshot(time: 5, totals: totals, limits: limits, kernelTypes: [.net, .uts, .user])
    }

    @Test func `types that the kernel lacks are absent, not zero`() {
        let families = NamespaceFamilies.groups(of: snapshot).flatMap(\.families)
        #expect(samples("linux_namespaces", families) == ["net": 3, "uts": 1, "user": 0])
        let held = samples("linux_namespaces_held", families)
        #expect(held.filter { $0.value > 0 } == ["net,process": 2, "net,fd": 1, "uts,process": 1])
        #expect(held.count == 3 * HolderKind.allCases.count)
        #expect(samples("linux_namespaces_added_total", families) == ["net": 2, "uts": 0, "user": 0])
    }

    @Test func `unlimited has no series, and disabled is zero`() {
        let families = NamespaceFamilies.groups(of: snapshot).flatMap(\.families)
        #expect(samples("linux_namespaces_limit", families) == ["net": 10, "user": 0])
        #expect(samples("linux_user_limit", families) == ["inotify_instances": 128])
    }

    @Test func `before the first look there is nothing to say`() {
        let empty = Snapshot(kernelTypes: [.net])
        #expect(NamespaceFamilies.groups(of: empty).flatMap(\.families).allSatisfy { $0.samples.isEmpty })
        #expect(ExporterFamilies.snapshot(empty).isEmpty)
    }

    private var succeeded: SourceReport {
        var report = SourceReport(name: .processes)
        report.succeeded = true
        return report
    }

    @Test func `names and labels keep Prometheus' rules`() throws {
        var feed = FeedReport(name: "nsid")
        feed.messages = 1
        let usage = try #require(ProcessUsage.read())
        var families = NamespaceFamilies.groups(of: snapshot).flatMap(\.families) + [ExporterFamilies.buildInfo]
        families += ExporterFamilies.sources([succeeded]) + ExporterFamilies.snapshot(snapshot)
        families += ExporterFamilies.feeds([feed]) + ExporterFamilies.journal(JournalCounts())
        families += ExporterFamilies.server(ServerCounts().values) + ExporterFamilies.process(usage)
        #expect(Set(families.map(\.name)).count == families.count)
        for family in families {
            #expect(family.name.wholeMatch(of: /(linux|nsexporter|process)_[a-z_]+/) != nil, "\(family.name)")
            #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
            #expect(family.help.hasSuffix("."), "\(family.name)")
            let labels = family.samples.flatMap(\.labels).map(\.name)
            #expect(Set(labels).isDisjoint(with: ["type", "namespace"]), "\(family.name)")
        }
    }

    @Test func `the process tells of itself`() throws {
        let usage = try #require(ProcessUsage.read())
        #expect(usage.residentBytes > 1_000_000)
        #expect(usage.virtualBytes > usage.residentBytes)
        #expect((usage.startTime ?? 0) > 1_700_000_000)
        #expect((usage.openDescriptors ?? 0) >= 3)
        #expect((usage.maximumDescriptors ?? 1e9) >= (usage.openDescriptors ?? 0))
    }
}
