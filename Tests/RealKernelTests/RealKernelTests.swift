// The real kernel: namespaces made and ended, and what the program says of them. One serialized suite, because all of
// it is about one kernel.

internal import Foundation
internal import Linux
internal import Netlink
internal import Support
internal import Testing

@Suite(.serialized, .requires(.root)) struct RealKernelTests {
    static let types = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]

    @Test(arguments: types)
    func `five namespaces come, are told, and go`(_ type: String) throws {
        let stage = try Stage("--collector.min-scan-interval=0", "--log.format=logfmt")
        let found = "linux_namespaces{nstype=\"\(type)\"}"
        let added = "linux_namespaces_added_total{nstype=\"\(type)\"}"
        let deleted = "linux_namespaces_deleted_total{nstype=\"\(type)\"}"
        let before = try stage.samples()
        let base = try #require(before[found])
        #expect(before[added] == 0)

        try stage.make(type, 5)
        let with = try stage.samples()
        #expect(with[found] == base + 5)
        #expect(with[added] == 5)
        #expect(with["linux_namespaces_held{nstype=\"\(type)\",holder=\"process\"}"] == base + 5)
        for other in Self.types where other != type {
            let sample = "linux_namespaces{nstype=\"\(other)\"}"
            #expect(with[sample] == before[sample], "\(other)")
        }

        try stage.end()
        let after = try stage.samples()
        #expect(after[found] == base)
        #expect(after[added] == 5)
        #expect(after[deleted] == 5)
        _ = try eventually("ten events of \(type)") { events(stage.log, type).count == 10 ? true : nil }
        let inodes = events(stage.log, type)
        #expect(Set(inodes.prefix(5)) == Set(inodes.suffix(5)))
        #expect(Set(inodes).count == 5)
    }

    /// The inodes of the type's events, in the log's order: those added, then those deleted.
    private func events(_ log: String, _ type: String) -> [Substring] {
        let lines = log.split(separator: "\n").filter { $0.contains(" ns_type=\(type)") }
        let inodes = ["added", "deleted"].map { event in
            lines.filter { $0.contains("ns_event=\(event) ") }.compactMap { $0.firstMatch(of: /ns_inode=(\d+)/)?.1 }
        }
        return inodes.flatMap { $0 }
    }

    @Test func `a thousand processes that die during scans harm nothing`() throws {
        let stage = try Stage("--collector.min-scan-interval=0")
        let before = try stage.samples()
        try stage.make("none", 1_000)
        let full = try stage.samples()
        #expect(full["nsexporter_processes"] == (before["nsexporter_processes"] ?? 0) + 1_000)
        let scraper = try Scraper(port: stage.port)
        try stage.end()
        let scrapes = scraper.finish()
        #expect(!scrapes.isEmpty)
        #expect(scrapes.allSatisfy { $0["nsexporter_scrape_collector_success{collector=\"processes\"}"] == 1 })
        #expect(scrapes.allSatisfy { $0["nsexporter_processes_unreadable"] == 0 })
        let after = try stage.samples()
        for type in Self.types {
            #expect(after["linux_namespaces{nstype=\"\(type)\"}"] == before["linux_namespaces{nstype=\"\(type)\"}"])
            #expect(after["linux_namespaces_deleted_total{nstype=\"\(type)\"}"] == 0)
        }
    }

    @Test func `an id given and its end are told by netlink`() throws {
        let name = "nse-test-\(getpid())"
        let program = try Program(
            Machine.program, ["--web.listen-address=127.0.0.1:0", "--log.format=json"])
        _ = try eventually("the start") { program.errors.contains("Listening") ? true : nil }
        #expect(try Program.run("ip", "netns", "add", name).status == 0)
        defer { _ = try? Program.run("ip", "netns", "del", name) }
        #expect(try Program.run("ip", "netns", "set", name, "7").status == 0)
        _ = try eventually("the id given") { event(program.errors, "nsid_given") }
        #expect(try Program.run("ip", "netns", "del", name).status == 0)
        _ = try eventually("the id taken") { event(program.errors, "nsid_taken") }
        let port = try #require(
            program.errors.firstMatch(of: /Listening on 127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) })
        let messages = "nsexporter_feed_messages_total{feed=\"nsid\"}"
        _ = try eventually("both counted") {
            Samples(try Exchange.get("/metrics", port: port))[messages] == 2 ? true : nil
        }
    }

    private func event(_ log: String, _ kind: String) -> Substring? {
        log.split(separator: "\n").first { $0.contains(#""ns_event":"\#(kind)""#) && $0.contains(#""ns_nsid":"7""#) }
    }

    @Test func `a full receive buffer is ENOBUFS, and listening goes on`() throws {
        // The kernel's least: some two messages fit.
        let socket = try NetlinkSocket.namespaceIDs(receiveBufferBytes: 1)
        let names = (0..<12).map { "nse-flood-\(getpid())-\($0)" }
        defer { for name in names { _ = try? Program.run("ip", "netns", "del", name) } }
        for name in names {
            #expect(try Program.run("ip", "netns", "add", name).status == 0)
            #expect(try Program.run("ip", "netns", "set", name, "auto").status == 0)
        }
        var results: [Errno?] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        for _ in 0..<20 {
            do throws(Errno) {
                let datagram = try socket.receive(into: &buffer)
                #expect(datagram.isFromKernel && !datagram.isTruncated)
                results.append(nil)
            } catch {
                results.append(error)
                if error == .wouldBlock { break }
            }
        }
        #expect(results.contains(.noBufferSpace))
        #expect(results.contains(nil))
        #expect(results.last == .some(.wouldBlock))
    }

    @Test func `without privilege some is seen, counted as unreadable, and nothing is fatal`() throws {
        let result = try Program.run(
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Machine.program, "metrics")
        #expect(result.status == 0)
        let samples = Samples(result.output)
        #expect((samples["linux_namespaces{nstype=\"net\"}"] ?? 0) >= 1)
        #expect((samples["nsexporter_processes_unreadable"] ?? 0) > 0)
        #expect((samples["nsexporter_processes"] ?? 0) > (samples["nsexporter_processes_unreadable"] ?? 0))
    }
}
