// What discovery finds of the zoo, animal by animal: who holds it, who owns it, and that it is gone when it goes.

internal import Foundation
internal import Support
internal import Testing

extension OneKernel {
    @Suite struct DiscoveryTests {
        private let visit: Visit
        private let folder: TemporaryFolder

        init() throws {
            visit = try Visit()
            folder = try TemporaryFolder()
        }

        /// All that the kernel escapes in a mountinfo, and what it does not.
        private var path: String { "\(folder.path)/a b\tc\\d\ne%20ü" }

        private func animal(_ name: String) throws -> Animal {
            let words = ["user-process": "1000"]
            let isMounted = name.contains("mount") || name == "many-holders"
            return try visit.zoo.animal(name, isMounted ? path : words[name])
        }

        /// A row's words, with the animal's own values in them.
        private func filled(_ text: String, _ animal: Animal) -> String {
            let values = [
                ("FDPID", animal.facts["fd-pid"] ?? ""), ("SOCKETPID", animal.facts["socket-pid"] ?? ""),
                ("PID", "\(animal.pid ?? 0)"), ("TID", "\(animal.tid ?? 0)"), ("FD", "\(animal.fd ?? -1)"),
                ("SOCKET", animal.facts["socket"] ?? ""), ("SECOND", "\(animal.second ?? 0)"),
                ("PATH", animal.path ?? "?"),
            ]
            return values.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        }

        /// Those that the zoo's processes hold. Mounts are read everywhere on the host, where other tests mount too.
        private func ours(_ list: [Listed]) -> Set<String> {
            Set(list.filter { ["process", "thread", "fd", "socket"].contains($0.holder) }.map(\.identity))
        }

        /// The animal, and all who hold it, strongest first.
        private static let animals: [(name: String, holders: [String])] = [
            ("process", ["process PID"]),
            ("thread", ["thread PID/TID"]),
            ("zombie-leader", ["thread PID/TID"]),
            ("zombie-leader-thread", ["thread PID/TID"]),
            ("zombie-leader-fd", ["fd TID/FD"]),
            ("zombie-leader-socket", ["socket TID/FD"]),
            ("user-process", ["process PID"]),
            ("fd", ["fd PID/FD"]),
            ("fd-path", ["fd PID/FD"]),
            ("fd-unmounted", ["fd PID/FD"]),
            ("socket-tcp", ["socket PID/FD"]),
            ("socket-unix", ["socket PID/FD"]),
            ("socket-netlink", ["socket PID/FD"]),
            ("tun", ["socket PID/FD"]),
            ("mount", ["mount SECOND PATH"]),
            ("mount-elsewhere", ["mount SECOND PATH"]),
            ("mount-processless", ["mount SECOND PATH"]),
            ("mount-deep", ["mount SECOND PATH"]),
            ("hidden-user", ["child user:[SECOND]"]),
            ("hidden-pid", ["child pid:[SECOND]"]),
            ("time-for-children", ["process PID"]),
            ("many-holders", ["process PID", "fd FDPID/FD", "socket SOCKETPID/SOCKET", "mount SECOND PATH"]),
        ]

        @Test(arguments: animals)
        func `an animal is found with its holders and its owner, and is gone when it goes`(
            _ name: String, _ holders: [String]
        ) throws {
            let before = ours(try visit.list())
            let animal = try animal(name)
            let found = try #require(try visit.find(animal))
            let expected = holders.map { filled($0, animal) }
            #expect(found.holder == expected[0].prefix { $0 != " " })
            #expect(found.owner == animal.owner)
            let inspected = try visit.inspect("\(animal.type ?? ""):[\(animal.inode ?? 0)]")
            #expect(inspected.holders?.map(\.words) == expected)
            #expect(inspected.identity == found.identity)

            let gone = try visit.zoo.free(animal)
            #expect(gone == true)
            #expect(try visit.find(animal) == nil)
            // A second namespace may be freed a moment later.
            _ = try eventually("the namespaces of before") { ours(try visit.list()) == before ? true : nil }
        }

        @Test func `what a mount elsewhere holds is found through a mount namespace that a mount holds`() throws {
            let animal = try animal("mount-deep")
            let second = try #require(try visit.list().first { $0.type == "mnt" && $0.inode == animal.second })
            #expect(second.holder == "mount")
            let home = try visit.inspect("mnt:[\(second.inode)]").holders?.first
            #expect(home?.path == path && home?.mountNamespace != second.inode)
        }

        @Test func `a user namespace tells its creator and its depth`() throws {
            let animal = try animal("hidden-user")
            let hidden = try #require(try visit.find(animal))
            #expect(hidden.depth == 1 && hidden.ownerUid == 0 && hidden.parent == hidden.owner)
            let child = try #require(try visit.list().first { $0.type == "user" && $0.inode == animal.second })
            #expect(child.depth == 2 && child.parent == animal.inode)
        }

        @Test func `a pid namespace is found with its first child, and stays after it`() throws {
            let charged = try visit.zoo.animal("pid-for-children")
            let pid = try #require(charged.pid)
            let before = try visit.list().filter { $0.type == "pid" }.count
            let first = try visit.zoo.poke(charged)
            let child: Int32 = try #require(first.number("first"))
            let inspected = try visit.inspect("pid:[\(first.inode ?? 0)]")
            #expect(inspected.holders?.map(\.words) == ["process \(pid)", "process \(child)"])
            #expect(inspected.pid == child)
            let dead = try visit.zoo.poke(first)
            let left = try #require(try visit.find(dead))
            #expect(left.holder == "process" && left.pid == pid)
            let gone = try visit.zoo.free(dead)
            #expect(gone == true)
            #expect(try visit.list().filter { $0.type == "pid" }.count == before)
        }

        @Test func `many holders go one after the other, and the strongest left is told`() throws {
            let animal = try animal("many-holders")
            for (freed, next) in [("process", "fd"), ("fd", "socket"), ("socket", "mount")] {
                try visit.zoo.free(animal, freed)
                #expect(try visit.find(animal)?.holder == next)
            }
            let gone = try visit.zoo.free(animal)
            #expect(gone == true)
            #expect(try visit.find(animal) == nil)
        }

        @Test func `a namespace in flight lives on as unknown and unattended`() throws {
            let daemon = try visit.serve("--collector.min-scan-interval=0")
            let animal = try animal("in-flight")
            let unknown = "linux_namespaces_held{nstype=\"net\",holder=\"unknown\"}"
            let unattended = "linux_namespaces_unattended{nstype=\"net\"}"
            let deleted = "linux_namespaces_deleted_total{nstype=\"net\"}"
            let before = try daemon.samples()
            try visit.zoo.free(animal, "process")
            let after = try daemon.samples()
            #expect(after[unknown] == (before[unknown] ?? 0) + 1)
            #expect(after[unattended] == (before[unattended] ?? 0) + 1)
            #expect(after["linux_namespaces_unattended_oldest_timestamp_seconds{nstype=\"net\"}"] != nil)
            #expect(after[deleted] == before[deleted])
            let gone = try visit.zoo.free(animal)
            #expect(gone == true)
            let end = try daemon.samples()
            #expect(end[unknown] == before[unknown])
            #expect(!daemon.log.contains("error"))
        }

        @Test func `a recycled inode is another namespace`() throws {
            let daemon = try visit.serve("--collector.min-scan-interval=0")
            let added = "linux_namespaces_added_total{nstype=\"uts\"}"
            let deleted = "linux_namespaces_deleted_total{nstype=\"uts\"}"
            let first = try visit.zoo.animal("recycle")
            let before = try daemon.samples()
            let second = try visit.zoo.poke(first)
            #expect(first.inode == second.inode && first.namespaceID != second.namespaceID)
            let after = try daemon.samples()
            #expect(after["linux_namespaces{nstype=\"uts\"}"] == before["linux_namespaces{nstype=\"uts\"}"])
            #expect(after[added] == (before[added] ?? 0) + 1)
            #expect(after[deleted] == (before[deleted] ?? 0) + 1)
        }

        /// Every animal ends while the program looks without pause, as a daemon and as a command: had it kept anything
        /// open, the kernel would say that the namespace lives.
        @Test func `looking keeps nothing alive`() throws {
            let daemon = try visit.serve("--collector.min-scan-interval=0")
            let scraper = try Scraper(port: daemon.port)
            let lister = try Program(
                "/usr/bin/nsenter",
                visit.inside + ["sh", "-c", "while \"$0\" list >/dev/null 2>&1; do :; done", Machine.program])
            for name in Self.animals.map(\.name) + ["in-flight", "recycle"] {
                let animal = try animal(name)
                usleep(20_000)
                let gone = try visit.zoo.free(animal)
                #expect(gone == true, "\(name)")
            }
            #expect(lister.isRunning)
            #expect(scraper.finish().count > 10)
            withExtendedLifetime(daemon) {}
        }

        /// Whatever holds the namespace goes, one after another, but for one that this privilege lets one see.
        @Test(arguments: [
            (Privilege.root, "socket"), (.root, "mount"), (.reading, "fd"), (.reading, "socket"), (.reading, "mount"),
            (.reading, "process"), (.ptraceAlone, "mount"), (.ptraceAlone, "process"),
        ])
        func `no live namespace is declared gone`(_ privilege: Privilege, _ last: String) throws {
            let animal = try animal("many-holders")
            let words = ["--collector.min-scan-interval=0", "--collector.reconcile-interval=100ms"]
            let daemon = try visit.serve(words[0], words[1], as: privilege)
            let deleted = "linux_namespaces_deleted_total{nstype=\"net\"}"
            let holder = "linux_namespaces_held{nstype=\"net\",holder=\"\(last)\"}"
            let before = try daemon.samples()
            for holder in ["process", "fd", "socket", "mount"] where holder != last {
                try visit.zoo.free(animal, holder)
                // Time for more than two whole rounds over everything.
                usleep(700_000)
            }
            let after = try eventually("the last holder") {
                let samples = try daemon.samples()
                return (samples[holder] ?? 0) >= (before[holder] ?? 0) + (last == "process" ? 0 : 1) ? samples : nil
            }
            #expect(after[deleted] == 0)
            try visit.zoo.free(animal, last)
            if privilege == .root {
                _ = try eventually("its end") { try daemon.samples()[deleted] == 1 ? true : nil }
            }
        }

        /// In the host's own mount namespace, which is an initial one, and which all may read.
        @Test(arguments: [Privilege.root, .reading, .ptraceAlone, .none])
        func `a namespace with a name and nobody in it stays`(_ privilege: Privilege) throws {
            let name = "nsexporter-test-\(getpid())"
            let added = try Program.run("ip", "netns", "add", name)
            #expect(added.status == 0, "\(added.errors)")
            defer { _ = try? Program.run("ip", "netns", "delete", name) }
            let port = Exchange.freePort()
            let program = try Program(
                "/bin/sh",
                ["-c", Program.hidingJournal] + privilege.words + [
                    Machine.program, "serve", "--web.listen-address=127.0.0.1:\(port)", "--log.format=logfmt",
                    "--collector.min-scan-interval=0", "--collector.reconcile-interval=100ms",
                ])
            let daemon = Daemon(program: program, port: port)
            _ = try eventually("the first look") { try? daemon.isReady() ? true : nil }
            let words = privilege.words + [Machine.program, "inspect", name, "--format=json"]
            let inspected = try Program("/usr/bin/env", words).wait(seconds: 60)
            let found = try JSONDecoder().decode(Listed.self, from: Data(inspected.output.utf8))
            #expect(found.holder == "mount")
            #expect(found.holders?.first?.path == "/run/netns/\(name)")
            #expect(found.holders?.first?.pid != nil)
            // Time for more than two whole rounds over everything.
            usleep(1_500_000)
            #expect(!daemon.log.contains("net:[\(found.inode)]"))
        }

        /// What it may not read it does not know, and what it knew it keeps.
        @Test func `without privilege nothing live is declared gone`() throws {
            let animal = try visit.zoo.animal("user-process", "65534")
            let words = ["--collector.min-scan-interval=0", "--collector.reconcile-interval=100ms"]
            let daemon = try visit.serve(words[0], words[1], as: .none)
            let before = try daemon.samples()
            #expect((before["nsexporter_processes_unreadable"] ?? 0) > 0)
            #expect((before["linux_namespaces{nstype=\"net\"}"] ?? 0) >= 1)
            #expect(before["nsexporter_visibility{scope=\"exact_deletes\"}"] == 0)
            #expect(before["linux_namespaces_unattended{nstype=\"net\"}"] == nil)
            usleep(1_000_000)
            let after = try daemon.samples()
            for type in RealKernelTests.types {
                #expect(after["linux_namespaces_deleted_total{nstype=\"\(type)\"}"] == 0)
            }
            #expect(daemon.log.contains("Without CAP_SYS_PTRACE"))
            try visit.zoo.free(animal)
        }

        @Test func `lsns lists nothing that we do not`() throws {
            let visit = visit
            try visit.zoo.make("net", 100)
            try visit.zoo.make("user", 50)
            // Namespaces come and go as fast as two commands make them.
            let busy = try Program(
                "/bin/sh", ["-c", "while :; do unshare -nmiu true; done"])
            for _ in 0..<20 {
                let before = try listedHere()
                let theirs = try lsns()
                let missed = theirs.subtracting(before).subtracting(try listedHere())
                // Who came after our first look and went before our second is nobody's fault.
                let lasting = missed.isEmpty ? [] : missed.intersection(try lsns())
                #expect(lasting.isEmpty, "\(missed)")
                #expect(theirs.count > 150)
            }
            busy.signal(SIGKILL)
        }

        private func listedHere() throws -> Set<String> {
            let output = try Program.run(Machine.program, "list", "--format=json").output
            let list = try JSONDecoder().decode(Listed.All.self, from: Data(output.utf8)).namespaces
            return Set(list.map { "\($0.inode) \($0.type)" })
        }

        private func lsns() throws -> Set<String> {
            let output = try Program.run("lsns", "--noheadings", "--raw", "--output=NS,TYPE").output
            return Set(output.split(separator: "\n").map(String.init))
        }

        @Test func `inside a container what is seen is partial, and flagged`() throws {
            let result = try Program.run(
                "unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--mount-proc", "--kill-child",
                Machine.program, "metrics")
            #expect(result.status == 0, "\(result.errors)")
            let samples = Samples(result.output)
            for scope in [
                "initial_pid_namespace", "initial_user_namespace", "initial_net_namespace", "all_processes",
                "mounts_everywhere", "exact_deletes",
            ] {
                #expect(samples["nsexporter_visibility{scope=\"\(scope)\"}"] == 0, "\(scope)")
            }
            #expect(samples["linux_namespaces{nstype=\"net\"}"] == 1)
            #expect(samples["nsexporter_processes_unreadable"] == 0)
            let list = try Program.run(
                "unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "--kill-child",
                Machine.program, "list")
            #expect(list.status == 0)
            #expect(list.errors.contains("Outside of the initial pid namespace"))
            #expect(list.errors.contains("Without CAP_SYS_ADMIN in the initial user namespace"))
        }

        @Test func `the host is seen whole but for what may not be read`() throws {
            let samples = Samples(try Program.run(Machine.program, "metrics").output)
            let isWhole = samples["nsexporter_processes_unreadable"] == 0
            for (scope, value) in [
                ("initial_pid_namespace", 1), ("initial_user_namespace", 1), ("initial_net_namespace", 1),
                ("all_processes", isWhole ? 1 : 0), ("mounts_everywhere", 1), ("exact_deletes", 1),
            ] {
                #expect(samples["nsexporter_visibility{scope=\"\(scope)\"}"] == Double(value), "\(scope)")
            }
        }

        @Test func `a look that is cut short says so and deletes nothing`() throws {
            try visit.zoo.make("none", 1_000)
            try visit.zoo.make("net", 5)
            let daemon = try visit.serve(
                "--collector.min-scan-interval=0", "--collector.scan-timeout=500ms",
                "--collector.reconcile-interval=100ms")
            let children = try Program.run("pgrep", "--parent", "\(daemon.program.pid)").output
            let pid = try #require(children.split(separator: "\n").first.flatMap { Int32($0) })
            // Stopped for longer than a look may take, until that was in the middle of one.
            _ = try eventually(seconds: 30, "a look that is cut short") {
                // Not always at the same time after the last: that may be between two looks.
                usleep(.random(in: 0..<150_000))
                kill(pid, SIGSTOP)
                usleep(600_000)
                kill(pid, SIGCONT)
                usleep(20_000)
                return daemon.log.contains("a look within 500 ms: Connection timed out") ? true : nil
            }
            let samples = try daemon.samples()
            for type in RealKernelTests.types {
                #expect(samples["linux_namespaces_deleted_total{nstype=\"\(type)\"}"] == 0)
            }
        }

        @Test func `a look at everything that takes longer than a look may goes on in the next`() throws {
            for _ in 0..<15 { _ = try visit.zoo.animal("descriptors", "15000") }
            let animal = try visit.zoo.animal("fd")
            let daemon = try visit.serve(
                "--collector.min-scan-interval=0", "--collector.scan-timeout=150ms",
                "--collector.reconcile-interval=200ms")
            #expect(daemon.log.contains("The source fds failed"))
            let samples = try eventually(seconds: 30, "the end of it") {
                let samples = try daemon.samples()
                return samples["nsexporter_scrape_collector_success{collector=\"fds\"}"] == 1 ? samples : nil
            }
            #expect(samples["nsexporter_scrape_collector_success{collector=\"mounts\"}"] == 1)
            #expect((samples["linux_namespaces_held{nstype=\"net\",holder=\"fd\"}"] ?? 0) >= 1)
            #expect(samples["linux_namespaces_deleted_total{nstype=\"net\"}"] == 0)
            try visit.zoo.free(animal)
        }

        @Test func `where no look ends in time that is all that is told`() throws {
            try visit.zoo.make("none", 1_000)
            let daemon = try visit.start("--collector.scan-timeout=1ms", "--collector.reconcile-interval=100ms")
            _ = try eventually("the log line") { daemon.log.contains("The source processes failed") ? true : nil }
            let samples = try daemon.samples()
            #expect(samples["nsexporter_scrape_collector_success{collector=\"processes\"}"] == 0)
            #expect(samples["linux_namespaces{nstype=\"net\"}"] == nil)
        }

        /// FUSE without a daemon: whoever walks into it, or asks for its root, waits until it is aborted.
        @Test func `a dead mount over a namespace, under a descriptor and under a process blocks nothing`() throws {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/dead", withIntermediateDirectories: false)
            let animal = try visit.zoo.animal("mount", "\(folder.path)/dead/ns")
            let script = """
                import ctypes, os, subprocess, sys
                path = sys.argv[1]
                fuse = os.open("/dev/fuse", os.O_RDWR)
                options = b"fd=%d,rootmode=40000,user_id=0,group_id=0" % fuse
                assert ctypes.CDLL(None).mount(b"dead", path.encode(), b"fuse", 0, options) == 0
                root = os.open(path, os.O_PATH)
                waiting = subprocess.Popen(["stat", path + "/x"])
                print("ready", flush=True)
                sys.stdin.readline()
                ctypes.CDLL(None).umount2(path.encode(), 2)
                """
            let dead = try Program(
                "/usr/bin/nsenter", visit.inside + ["python3", "-c", script, "\(folder.path)/dead"])
            #expect(try dead.nextLine() == "ready")
            // It is listed, and not asked for more: that would take walking into the dead mount.
            let found = try #require(try visit.list().first { $0.type == "net" && $0.inode == animal.inode })
            #expect(found.holder == "mount" && found.owner == nil)
            let daemon = try visit.serve("--collector.min-scan-interval=0")
            #expect(try daemon.samples()["nsexporter_scrape_collector_success{collector=\"mounts\"}"] == 1)
            try dead.say("")
            #expect(try dead.wait().status == 0, "\(dead.errors)")
            try visit.zoo.free(animal)
        }

        @Test func `a process that is not there, or a namespace, is told in a sentence`() throws {
            for (target, sentence) in [
                ("4194304", "There is no process 4194304."), ("net:[5]", "There is no namespace net:[5]."),
            ] {
                let result = try visit.run("inspect", target)
                #expect(result.status == 1)
                #expect(result.output == "")
                #expect(result.errors.hasSuffix("nsexporter: \(sentence)\n"))
            }
        }

        @Test func `a process that may not be read is told in a sentence`() throws {
            let animal = try visit.zoo.animal("process")
            let result = try visit.run("inspect", "\(animal.pid ?? 0)", as: .none)
            #expect(result.status == 1)
            #expect(result.errors.contains("may not be read: that takes CAP_SYS_PTRACE, "))
            let unattended = try visit.run("list", "--unattended", as: .none)
            #expect(unattended.status == 1)
            #expect(unattended.errors.contains("Who is unattended cannot be told: some processes could not be read."))
        }

        @Test func `a list has what was asked for`() throws {
            let mounted = try animal("mount")
            let process = try animal("process")
            let unattended = try visit.list("--unattended", "--type=net", "--type=uts")
            #expect(unattended.contains { $0.inode == mounted.inode && $0.since != nil })
            #expect(!unattended.contains { $0.inode == process.inode || $0.holder == "process" })
            let held = try visit.list("--holder=mount", "--type=net")
            #expect(held.contains { $0.inode == mounted.inode } && held.allSatisfy { $0.holder == "mount" })
            let full = try visit.run("list", "--full", "--type=net").output
            #expect(full.contains(/(?m)^net +\d+ process .*\/debug\/Zoo$/))
        }

        @Test func `names, dangling ones and ids are told`() throws {
            let script = """
                mount -t tmpfs tmpfs /run && mkdir -p /run/docker/netns
                ip netns add blue && ip netns set blue 5 && ip netns add 'two words' && touch /run/netns/left
                unshare -n sleep 60 & other=$!
                until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.01; done
                touch /run/docker/netns/1-abc && mount --bind /proc/$other/ns/net /run/docker/netns/1-abc
                "$0" metrics | grep ^linux_netns
                "$0" list --type net --holder mount 2>/dev/null
                "$0" inspect blue 2>/dev/null
                "$0" inspect 1-abc 2>/dev/null | grep -E 'names|sleep'
                "$0" inspect $other 2>/dev/null | grep -w net
                "$0" inspect left; echo "status $?"; "$0" inspect green; echo "status $?"
                kill $other
                """
            let result = try Program.run(
                "unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", script,
                Machine.program)
            let output = result.output
            for line in ["linux_netns_names 4\n", "linux_netns_names_dangling 1\n", "linux_netns_with_id 1\n"] {
                #expect(output.contains(line), "\(output)\(result.errors)")
            }
            #expect(output.contains(/(?m)^net +\d+ mount +0 .* 5 .* blue$/), "\(output)")
            #expect(output.contains(/(?m)^ +nsid +5$/))
            #expect(output.contains(/(?m)^mount +\d+ sh +\/run\/netns\/blue in mnt:\[\d+\]$/))
            #expect(output.contains(/(?m)^ +names +1-abc$/) && output.contains(/(?m)^process +\d+ sleep/))
            #expect(output.contains(/(?m)^net +\d+ +1 +\d+ 1-abc$/))
            #expect(result.errors.contains("There is a name 'left', but no namespace is mounted on it."))
            #expect(result.errors.contains("No namespace has the name 'green'."))
            #expect(output.contains("status 1\nstatus 1\n"))
        }
    }
}
