// The command as a user types it: what it prints, and how it ends.

internal import Foundation
internal import Support
internal import Testing

@Suite struct CommandTests {
    private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Finished {
        try Program(Machine.program, arguments, environment: environment).wait()
    }

    @Test(arguments: [
        (["--nope"], 64, "Unknown option '--nope'. See 'nsexporter --help'."),
        (["lst"], 64, "Unexpected argument 'lst'. See 'nsexporter --help'."),
        (["list", "--format", "xml"], 64, "The value 'xml' is invalid for '--format <format>'."),
        (["--web.listen-address=nonsense"], 64, "The listen address 'nonsense' is none"),
        (["--web.max-connections=0"], 64, "The number of connections must be from 1 to 65536, not 0."),
        (["--collector.reconcile-interval=soon"], 64, "--collector.reconcile-interval must be a time such as '30s'"),
        (["list", "--type", "nat"], 64, "There is no type 'nat': it is one of cgroup, ipc, mnt, net, pid, time, user"),
        (["list", "--holder=file"], 64, "There is no holder 'file': it is one of process, thread, fd, socket, mount"),
        (["inspect"], 64, "Missing expected argument '<pid|name|type:[inode]>'."),
        (["inspect", "net:[x]"], 64, "'net:[x]' is neither a process nor a name nor a namespace such as net:["),
        (
            ["usage", "--explain=nat"], 64,
            "There is no type 'nat': it must be one of cgroup, ipc, mnt, net, pid, time,"
        ),
        (["usage", "--uid=1000"], 64, "--uid and --userns say who is meant by --explain."),
        (["usage", "--explain=net", "--format=json"], 64, "--explain answers in words only."),
        (["usage", "--explain=net", "--uid=bob"], 64, "The value 'bob' is invalid for '--uid <uid>'."),
        (["--collector.charges.max-uids=-1"], 64, "The number of uids must be from 0 to 1000, not -1."),
        (["--collector.scan-timeout=0"], 64, "--collector.scan-timeout must be a time such as '30s', at least 1ms"),
        (["--log.level=loud"], 64, "The log level must be debug, info, warn or error, not 'loud'."),
        (["--path.procfs=/nowhere"], 1, "Cannot open /nowhere: No such file or directory."),
        (["--path.procfs=/tmp"], 1, "/tmp is no procfs: it shows no process."),
        (["list", "--path.procfs=/etc/passwd"], 1, "Cannot open /etc/passwd: Not a directory."),
        (["--web.listen-address=192.0.2.1:10068"], 1, "Cannot listen on 192.0.2.1:10068: Cannot assign requested"),
    ])
    func `misuse is one sentence and a status`(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
        let result = try Program(Machine.program, arguments).wait()
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("nsexporter: \(sentence)"), "\(result.errors)")
        #expect(result.errors.hasSuffix(".\n") && result.errors.split(separator: "\n").count == 1)
    }

    @Test func `output that cannot be written is a failure`() throws {
        let result = try Program.run("sh", "-c", "\"$0\" list >/dev/full", Machine.program)
        #expect(result.status == 1)
        #expect(result.errors == "nsexporter: Cannot write to standard output: No space left on device.\n")
    }

    @Test func `a closed standard output is a failure`() throws {
        let result = try Program.run("sh", "-c", "\"$0\" list >&-", Machine.program)
        #expect(result.status == 1)
        #expect(result.errors == "nsexporter: Cannot write to standard output: Bad file descriptor.\n")
    }

    @Test func `a taken address is told`() throws {
        let exporter = try Exporter()
        let result = try run("--web.listen-address=127.0.0.1:\(exporter.port)")
        #expect(result.status == 1)
        #expect(
            result.errors == "nsexporter: Cannot listen on 127.0.0.1:\(exporter.port): Address already in use.\n")
    }

    @Test func `a start that fails leaves no unix socket behind`() throws {
        let folder = try TemporaryFolder()
        let exporter = try Exporter()
        let result = try run(
            "--web.listen-address=unix:\(folder.path)/socket", "--web.listen-address=127.0.0.1:\(exporter.port)")
        #expect(result.status == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/socket"))
    }

    @Test func `the version has five lines`() throws {
        let lines = try run("--version").output.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].wholeMatch(of: /nsexporter, version \d+\.\d+\.\d+ \(branch: .+, revision: .+\)/) != nil)
        for (line, name) in zip(lines.dropFirst(), ["build user", "build date", "swift version", "platform"]) {
            #expect(line.hasPrefix("  \(name):"), "\(line)")
        }
    }

    @Test func `the help names every flag and subcommand, on standard output`() throws {
        let result = try run("--help")
        #expect(result.status == 0)
        #expect(result.errors == "")
        for word in [
            "--web.listen-address", "--web.telemetry-path", "--web.disable-exporter-metrics", "--web.max-connections",
            "--path.procfs", "--collector.reconcile-interval", "--collector.min-scan-interval",
            "--collector.disable-defaults", "--collector.processes/--no-collector.processes",
            "--collector.threads/--no-collector.threads", "--collector.fds/--no-collector.fds",
            "--collector.sockets/--no-collector.sockets", "--collector.mounts/--no-collector.mounts",
            "--collector.hierarchy/--no-collector.hierarchy", "--collector.names/--no-collector.names",
            "--collector.limits/--no-collector.limits",
            "--collector.charges/--no-collector.charges", "--collector.charges.max-uids",
            "--collector.inotify/--no-collector.inotify", "--collector.events/--no-collector.events",
            "--collector.scan-timeout", "--log.level", "--log.format", "serve", "list", "inspect", "usage",
            "check", "metrics",
        ] {
            #expect(result.output.contains(word), "\(word)")
        }
        for subcommand in ["serve", "list", "inspect", "usage", "check", "metrics"] {
            #expect(try run(subcommand, "--help").output.contains("Example: nsexporter \(subcommand)"))
        }
    }

    @Test(
        arguments: [
            (["--warning=9%:5%"], "--warning must be a range such as '80%', '~:80%' or '@90%:100%', or"),
            (
                ["--warning=80", "--critical=95%"],
                "--warning and --critical must both be percents, or both be numbers."
            ),
            (["--path.procfs=/nowhere"], "cannot open /nowhere: No such file or directory"),
            (["--nope"], "Unknown option '--nope'. See 'nsexporter --help'."),
            (["-w", "10%", "-c", "x"], "--critical must be a range such as '80%'"),
        ])
    func `a plugin's misuse and failure are unknown, in one line on standard output`(
        _ arguments: [String], _ reason: String
    ) throws {
        let result = try Program(Machine.program, ["check"] + arguments).wait()
        #expect(result.status == 3)
        #expect(result.output.hasPrefix("NSEXPORTER UNKNOWN - \(reason)"), "\(result.output)")
        #expect(result.output.split(separator: "\n").count == 1)
    }

    @Test func `a user namespace that is not there is told`() throws {
        let result = try run("usage", "--explain=net", "--userns=1")
        #expect(result.status == 1 && result.errors.hasSuffix("nsexporter: There is no namespace user:[1].\n"))
    }

    @Test func `a plugin that sees all answers with its figures`() throws {
        let folder = try FixtureTree.proc()
        let result = try run("check", "--path.procfs", folder.path)
        #expect(result.status == 0 && result.output.hasPrefix("NSEXPORTER OK - "), "\(result.output)")
        // Of the fixture's links nobody tells an owner: with this limit it matters.
        try folder.write("sys/user/max_mnt_namespaces", "2\n")
        let tight = try run("check", "--path.procfs", folder.path)
        #expect(tight.status == 3 && tight.output.contains("not known whom they are charged to"), "\(tight.output)")
        try FileManager.default.removeItem(atPath: "\(folder.path)/sys/user")
        let blind = try run("check", "--path.procfs", folder.path)
        #expect(blind.status == 3 && blind.output.contains("the limits are not known"), "\(blind.output)")
        #expect(try run("usage", "--path.procfs", folder.path).errors.contains("somebody who is not known"))
    }

    @Test func `usage is a table and JSON of the same buckets`() throws {
        let zoo = try ZooKeeper()
        let base = try zoo.base()
        _ = try zoo.plant("uts", in: base, user: 5)
        let inode = try #require(base.inode)
        let table = try run("usage")
        #expect(table.status == 0)
        #expect(
            table.output.contains(try Regex("(?m)^uts +\(inode) +~\\d+ .* 1 +unlimited")),
            "\(table.output)")
        struct Answer: Decodable {
            struct Bucket: Decodable {
                let type: String
                let userNamespace: UInt32
                let charged: Int
            }
            let buckets: [Bucket]
        }
        let json = try run("usage", "--format=json")
        let buckets = try JSONDecoder().decode(Answer.self, from: Data(json.output.utf8)).buckets
        #expect(buckets.contains { $0.type == "uts" && $0.userNamespace == inode && $0.charged == 1 })
        let lines = table.output.split(separator: "\n").filter { !$0.hasPrefix("~") }
        #expect(lines.count == buckets.count + 1)
    }

    @Test func `the fixture is listed as a table`() throws {
        let folder = try FixtureTree.proc()
        let result = try run("list", "--path.procfs", folder.path)
        #expect(result.status == 0)
        #expect(result.output == (try Golden.text("Tests/EndToEnd/Golden/list.txt", updatedTo: result.output)))
    }

    @Test func `the fixture is listed as JSON`() throws {
        let folder = try FixtureTree.proc()
        let result = try run("list", "--format=json", environment: ["NSEXPORTER_PATH_PROCFS": folder.path])
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: [[String: Any]]]
        let namespaces = try #require(object?["namespaces"])
        #expect(namespaces.count == 17)
        let sandbox = try #require(namespaces.first { $0["inode"] as? Int == 4_026_532_200 })
        #expect(sandbox["type"] as? String == "user")
        #expect(sandbox["initial"] as? Bool == false)
        #expect(sandbox["processes"] as? Int == 1)
        #expect(sandbox["pid"] as? Int == 200)
        #expect(sandbox["command"] as? String == "bwrap")
        #expect(sandbox["uid"] as? Int == 4242)
    }

    @Test func `this host's list has the namespaces that we are in`() throws {
        let ours = try run("list").output
        for type in ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"] {
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/\(type)")
            let inode = link.filter(\.isNumber)
            #expect(ours.contains(try Regex("(?m)^\(type) +\(inode) ")), "\(link)")
        }
    }

    @Test func `a daemon that stopped leaves no unix socket behind`() throws {
        let folder = try TemporaryFolder()
        let exporter = try Exporter("--web.listen-address=unix:\(folder.path)/socket")
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/socket"))
        exporter.program.signal(SIGTERM)
        #expect(try exporter.program.wait().status == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/socket"))
    }

    @Test(.requires(.root))
    func `a small limit on open files lowers the connections, and is told`() throws {
        let program = try Program.withoutJournal(
            "/usr/bin/prlimit", ["--nofile=300", Machine.program, "--web.listen-address=127.0.0.1:0"])
        _ = try eventually("the warning") {
            program.errors.contains("The hard limit on open files leaves room for 44 connections only.") ? true : nil
        }
        program.signal(SIGTERM)
        #expect(try program.wait().status == 0)
    }

    @Test func `too small a limit on open files is a failure`() throws {
        let result = try Program.run(
            "prlimit", "--nofile=256", Machine.program, "--web.listen-address=127.0.0.1:0")
        #expect(result.status == 1)
        #expect(
            result.errors == "nsexporter: Cannot open 257 files, the least to serve with: Too many open files.\n")
    }

    @Test func `an unknown variable is warned about`() throws {
        let folder = try FixtureTree.proc()
        let result = try run("list", "--path.procfs", folder.path, environment: ["NSEXPORTER_LOG_LEVLE": "x"])
        #expect(result.status == 0)
        #expect(result.errors == "nsexporter: The environment variable NSEXPORTER_LOG_LEVLE means nothing here.\n")
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal stops the daemon within a second`(_ signal: Int32) throws {
        let exporter = try Exporter()
        // A connection that asks for nothing must not hold it up, nor one that asks half a question.
        let idle = try Exchange(port: exporter.port)
        let half = try Exchange(port: exporter.port)
        half.send("GET /metrics HTTP/1.1\r\n")
        usleep(50_000)
        let start = Date()
        exporter.program.signal(signal)
        let result = try exporter.program.wait()
        #expect(Date().timeIntervalSince(start) < 1)
        #expect(result.status == 0)
        // Where this machine has a journal, it is told there.
        let hasJournal = FileManager.default.fileExists(atPath: "/run/systemd/journal/socket")
        #expect(hasJournal || result.errors.contains("Stopping on \(signal == SIGTERM ? "SIGTERM" : "SIGINT")."))
        #expect(idle.receive() == "" && half.receive() == "")
    }
}
