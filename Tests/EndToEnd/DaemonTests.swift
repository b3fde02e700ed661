// The built daemon at work: its paths, what it holds open, and what it is linked with.

internal import Foundation
internal import Support
internal import Testing

@Suite struct DaemonTests {
    @Test(arguments: [
        ("GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"),
        ("HEAD", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"),
        ("GET", "/", 200, "text/html; charset=utf-8"),
        ("GET", "/-/healthy", 200, "text/plain; charset=utf-8"),
        ("GET", "/-/ready", 200, "text/plain; charset=utf-8"),
        ("GET", "/nothing", 404, "text/plain; charset=utf-8"),
        ("GET", "/metrics/", 404, "text/plain; charset=utf-8"),
        ("POST", "/metrics", 405, "text/plain; charset=utf-8"),
        ("DELETE", "/nothing", 405, "text/plain; charset=utf-8"),
        ("OPTIONS", "*", 405, "text/plain; charset=utf-8"),
    ])
    func `a path has its status and its type`(
        _ method: String, _ path: String, _ status: Int, _ type: String
    ) throws {
        let exporter = try Exporter()
        let answer = try Exchange.answer(
            port: exporter.port, "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains("\r\nContent-Type: \(type)\r\n"))
        #expect(answer.contains("\r\nDate: "))
        #expect(answer.contains("\r\nAllow: GET, HEAD\r\n") == (status == 405))
    }

    @Test func `every listen address is served`() throws {
        let folder = try TemporaryFolder()
        let exporter = try Exporter("--web.listen-address=unix:\(folder.path)/socket", "--web.telemetry-path=/m")
        #expect(try exporter.get("/m").contains("nsexporter_build_info"))
        let overUnix = try Program.run("curl", "-sf", "--unix-socket", "\(folder.path)/socket", "http://x/m")
        #expect(overUnix.output.contains("nsexporter_build_info"))
    }

    @Test func `a hundred scrapes leave no descriptor open`() throws {
        let exporter = try Exporter("--collector.min-scan-interval=0")
        func descriptors() throws -> Double? { Samples(try exporter.get("/metrics"))["process_open_fds"] }
        let before = try descriptors()
        for _ in 0..<100 { #expect(try exporter.get("/metrics").contains("linux_namespaces{")) }
        #expect(before != nil)
        // The server may be about to close the connection before this one.
        _ = try eventually("as many descriptors as before") { try descriptors() == before ? true : nil }
    }

    @Test func `the daemon holds no namespace and no process open`() throws {
        let exporter = try Exporter("--collector.min-scan-interval=0")
        for _ in 0..<5 { _ = try exporter.get("/metrics") }
        let folder = "/proc/\(exporter.program.pid)/fd"
        let open = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
        }
        #expect(open.contains("/proc"))
        #expect(open.allSatisfy { $0.firstMatch(of: /^(cgroup|ipc|mnt|net|pid|time|user|uts):\[/) == nil })
        #expect(open.allSatisfy { $0.firstMatch(of: /^\/proc\/\d/) == nil })
    }

    @Test func `curl and python read what we serve`() throws {
        let exporter = try Exporter()
        let curl = try Program.run("curl", "-sfi", "http://127.0.0.1:\(exporter.port)/metrics")
        #expect(curl.output.hasPrefix("HTTP/1.1 200 OK\r\n"))
        let python = try Program.run(
            "python3", "-c",
            """
            import http.client, sys
            c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
            for method in ("GET", "HEAD", "GET"):
                c.request(method, "/metrics")
                r = c.getresponse()
                print(r.status, len(r.read()) > 1000)
            """, "\(exporter.port)")
        #expect(python.output == "200 True\n200 False\n200 True\n")
    }

    @Test func `the program brings no Foundation but Essentials, and only the libraries it names`() throws {
        let libraries = try Program.run("ldd", Machine.program).output
        #expect(libraries.contains("libsystemd.so.0"))
        let allowed = [
            "linux-vdso", "libsystemd", "libc", "libm", "libstdc++", "libgcc_s", "ld-linux",
            // libsystemd's own.
            "libcap", "libgcrypt", "liblzma", "libzstd", "liblz4", "libgpg-error", "libdl", "libpthread",
        ]
        for line in libraries.split(separator: "\n") {
            let name = line.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
            let stem = name.split(separator: "/").last.map(String.init) ?? name
            #expect(allowed.contains { stem.hasPrefix("\($0).so") || stem.hasPrefix("\($0)-") }, "\(line)")
        }
        let symbols = try Program.run("sh", "-c", "nm --defined-only \"$0\" | awk '{print $NF}'", Machine.program)
        #expect(symbols.output.contains("$s20FoundationEssentials"), "the symbols were not read")
        // The mangled beginnings of full Foundation, its internationalization, and ICU's own names.
        for beginning in ["$s10Foundation", "$s29FoundationInternationalization", "_stringprep_", "uloc_", "ucol_"] {
            let found = symbols.output.split(separator: "\n").filter { $0.hasPrefix(beginning) }
            #expect(found.isEmpty, "\(beginning): \(found.prefix(3))")
        }
    }
}
