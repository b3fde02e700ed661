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

    @Test func `sockets that systemd opened are served, instead of the default address`() throws {
        let port = Exchange.freePort()
        let program = try Program.withoutJournal(
            "/usr/bin/systemd-socket-activate", ["--listen=127.0.0.1:\(port)", Machine.program])
        _ = try eventually("an answer") {
            try? Exchange.get("/-/healthy", port: port).contains("Healthy") ? true : nil
        }
        _ = try eventually("the word of it") {
            program.errors.contains("Listening on 127.0.0.1:\(port).") ? true : nil
        }
        #expect(!program.errors.contains(":10068"))
        program.signal(SIGTERM)
        #expect(try program.wait().status == 0)
    }

    @Test func `without such sockets the flag that wants them is a failure`() throws {
        let result = try Program.run(Machine.program, "--web.systemd-socket")
        #expect(result.status == 1 && result.errors == "nsexporter: No socket activation file descriptors found.\n")
    }

    @Test(
        arguments: [
            ("", "text/plain; version=0.0.4; charset=utf-8", "prometheus_client.parser"),
            (
                "application/openmetrics-text;version=1.0.0",
                "application/openmetrics-text; version=1.0.0; charset=utf-8", "prometheus_client.openmetrics.parser"
            ),
        ])
    func `python's library reads both formats, plain and compressed`(
        _ accept: String, _ type: String, _ parser: String
    ) throws {
        let exporter = try Exporter()
        let script = """
            import gzip, http.client, importlib, sys
            port, accept, type, parser = sys.argv[1:]
            parse = importlib.import_module(parser).text_string_to_metric_families
            for encoding in ('identity', 'gzip'):
                connection = http.client.HTTPConnection('127.0.0.1', int(port))
                connection.request('GET', '/metrics', headers={'Accept': accept, 'Accept-Encoding': encoding})
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 200 and answer.getheader('Content-Type') == type, answer.headers
                assert answer.getheader('Vary') == 'Accept, Accept-Encoding'
                assert (answer.getheader('Content-Encoding') == 'gzip') == (encoding == 'gzip')
                if encoding == 'gzip': body = gzip.decompress(body)
                families = {family.name: family for family in parse(body.decode())}
                assert len(families['linux_namespaces'].samples) >= 7
                assert families['nsexporter_http_requests'].type == 'counter', families.keys()
            print(len(families))
            """
        let result = try Program.run("/usr/bin/python3", "-c", script, "\(exporter.port)", accept, type, parser)
        #expect(result.status == 0, "\(result.errors)")
        #expect(Int(result.output.dropLast()) ?? 0 > 30)
    }

    @Test(
        arguments: [
            ("?collect[]=limits", "linux_namespaces_limit", "linux_namespaces_held"),
            ("?exclude[]=exporter", "linux_namespaces_limit", "process_cpu_seconds_total"),
            ("?name[]=linux_namespaces", "linux_namespaces", "linux_namespaces_limit"),
        ])
    func `a scrape gets what it selects`(_ query: String, _ present: String, _ absent: String) throws {
        let exporter = try Exporter()
        let text = try exporter.get("/metrics\(query)")
        #expect(text.contains("# TYPE \(present) ") && !text.contains("# TYPE \(absent) "), "\(text)")
    }

    @Test func `no counter is stale within one snapshot`() throws {
        let exporter = try Exporter("--collector.min-scan-interval=1h")
        func answered() throws -> Double? {
            Samples(try exporter.get("/metrics"))["nsexporter_http_requests_total{code=\"200\"}"]
        }
        let before = try #require(try answered())
        #expect(try answered() == before + 1)
        let times = try (0..<2).map { _ in
            Samples(try exporter.get("/metrics"))["nsexporter_snapshot_timestamp_seconds"]
        }
        #expect(times[0] == times[1])
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

    @Test(arguments: [
        ("/metrics", "Host: evil.example", 200), ("/", "Host: evil.example", 200),
        ("/-/healthy", "Host: evil.example", 200), ("/-/ready", "Host: evil.example", 200),
        ("/logs", "Host: evil.example", 403), ("/logs", "Host: localhost\r\nX-Forwarded-For: 192.0.2.1", 403),
        ("/logs", "Host: localhost\r\nForwarded: for=192.0.2.1", 403), ("/logs?limit=x", "Host: 127.0.0.1", 400),
    ])
    func `a path is for everybody, or for this host`(_ path: String, _ fields: String, _ status: Int) throws {
        let exporter = try Exporter()
        let answer = try Exchange.answer(
            port: exporter.port, "GET \(path) HTTP/1.1\r\n\(fields)\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
    }

    /// Twice as many as there may be, of which each sends a byte now and then, and none ends its request.
    @Test func `a thousand slow connections leave room for scrapes`() throws {
        let exporter = try Exporter()
        let script = """
            import http.client, resource, socket, sys, time
            resource.setrlimit(resource.RLIMIT_NOFILE, (2048, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
            port = int(sys.argv[1])
            slow = []
            for _ in range(1000):
                slow.append(socket.create_connection(('127.0.0.1', port)))
                slow[-1].send(b'G')
                slow[-1].setblocking(False)
            scrapes = 0
            for letter in b'ET /metri':
                for connection in slow:
                    try: connection.send(bytes([letter]))
                    except OSError: pass
                client = http.client.HTTPConnection('127.0.0.1', port, timeout=5)
                client.request('GET', '/metrics')
                answer = client.getresponse()
                scrapes += answer.status == 200 and len(answer.read()) > 1000
                client.close()
            print(scrapes)
            """
        let result = try Program.run("/usr/bin/python3", "-c", script, "\(exporter.port)")
        #expect(result.output == "9\n", "\(result.errors)")
        let samples = Samples(try exporter.get("/metrics"))
        #expect(samples["nsexporter_http_rejected_total{reason=\"connections\"}"] ?? 0 >= 400)
        #expect(samples["process_open_fds"] ?? 0 < 512 + 64)
    }

    /// With no descriptor left nobody can be accepted, and the listener goes on to say that somebody waits.
    @Test func `the daemon outlives having no descriptors left, without turning in circles`() throws {
        let exporter = try Exporter("--collector.reconcile-interval=1h", "--collector.min-scan-interval=1h")
        let before = Samples(try exporter.get("/metrics"))
        let open = try #require(before["process_open_fds"])
        func allow(_ count: Int) throws {
            let result = try Program.run("prlimit", "--pid=\(exporter.program.pid)", "--nofile=\(count):")
            #expect(result.status == 0, "\(result.errors)")
        }
        // Fewer than it has: no further one.
        try allow(Int(open) - 3)
        let waiting = try Exchange(port: exporter.port)
        waiting.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        sleep(1)
        try allow(1024)
        let after = Samples(waiting.receive())
        let spent = try #require(after["process_cpu_seconds_total"]) - (before["process_cpu_seconds_total"] ?? 0)
        #expect(spent < 0.2, "it was busy for \(spent) s of one")
    }

    @Test func `a hundred thousand requests of all kinds leave nothing behind`() throws {
        let exporter = try Exporter("--collector.reconcile-interval=1h", "--collector.min-scan-interval=1h")
        func get(_ path: String, _ fields: String = "") -> String {
            "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
        }
        let openMetrics = "Accept: application/openmetrics-text;version=1.0.0\r\n"
        let kinds = [
            get("/metrics"), get("/metrics", "Accept-Encoding: gzip\r\n"), get("/metrics", openMetrics),
            get("/metrics?collect[]=limits"), get("/metrics?collect[]=nothing"), get("/"), get("/-/healthy"),
            get("/nothing"), get("/logs?limit=0"),
        ]
        // The connection's last is refused, so that it ends.
        let batch = Array(repeating: kinds.joined(), count: 11).joined() + "GET / HTTP/1.1\r\n\r\n"
        func send(batches: Int) throws {
            for _ in 0..<batches { try Exchange.discard(port: exporter.port, batch) }
        }
        func footprint() throws -> (descriptors: Double, bytes: Double, answers: Double) {
            let samples = Samples(try exporter.get("/metrics"))
            let answers = [200, 400, 403, 404].compactMap { samples["nsexporter_http_requests_total{code=\"\($0)\"}"] }
            return (
                try #require(samples["process_open_fds"]), try #require(samples["process_resident_memory_bytes"]),
                answers.reduce(0, +)
            )
        }
        try send(batches: 100)
        let before = try footprint()
        try send(batches: 900)
        let after = try footprint()
        // And the one that told how many there were before.
        #expect(after.answers - before.answers == 90_001)
        #expect(after.descriptors == before.descriptors)
        #expect(after.bytes < before.bytes + 1_048_576, "\(before.bytes) bytes became \(after.bytes)")
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
        let ours = ["stat", "fd"].map { "/proc/\(exporter.program.pid)/\($0)" }
        #expect(open.allSatisfy { $0.firstMatch(of: /^\/proc\/\d/) == nil || ours.contains($0) })
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
            "linux-vdso", "libsystemd", "libz", "libc", "libm", "libstdc++", "libgcc_s", "ld-linux",
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
