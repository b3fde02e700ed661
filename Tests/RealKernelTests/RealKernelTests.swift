// The real kernel: namespaces made and ended, and what the program says of them.

internal import Foundation
internal import Linux
internal import Netlink
internal import Support
internal import Testing

extension OneKernel {
    @Suite struct RealKernelTests {
        static let types = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]

        @Test(arguments: types)
        func `five namespaces come, are told, and go`(_ type: String) throws {
            let stage = try Stage("--collector.min-scan-interval=0", "--log.format=logfmt", "--no-collector.mounts")
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
            // The kernel frees user and pid namespaces a moment after their last process was reaped.
            let after = try eventually("the five to be gone") {
                let samples = try stage.samples()
                return samples[found] == base ? samples : nil
            }
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
            let stage = try Stage("--collector.min-scan-interval=0", "--no-collector.mounts")
            let before = try stage.samples()
            try stage.make("none", 1_000)
            let full = try stage.samples()
            #expect(full["nsexporter_processes"] == (before["nsexporter_processes"] ?? 0) + 1_000)
            let scraper = try Scraper(port: stage.port)
            try stage.end()
            let scrapes = scraper.finish()
            let alive = Set(scrapes.compactMap { $0["nsexporter_processes"] })
            #expect(
                alive.contains {
                    $0 > (before["nsexporter_processes"] ?? 0) && $0 < (full["nsexporter_processes"] ?? 0)
                })
            #expect(scrapes.allSatisfy { $0["nsexporter_scrape_collector_success{collector=\"processes\"}"] == 1 })
            #expect(scrapes.allSatisfy { $0["nsexporter_processes_unreadable"] == 0 })
            let after = try stage.samples()
            for type in Self.types {
                #expect(after["linux_namespaces{nstype=\"\(type)\"}"] == before["linux_namespaces{nstype=\"\(type)\"}"])
                #expect(after["linux_namespaces_deleted_total{nstype=\"\(type)\"}"] == 0)
            }
        }

        /// A shell script beside the program, in network, mount and pid namespaces of its own, so that no other test's
        /// ids and names are in it and none is left. In the script, `metrics` scrapes, and $1 is a folder; `errors` in
        /// it is what the program says.
        private func beside(_ arguments: String, _ script: String) throws -> Finished {
            let folder = try TemporaryFolder()
            let stage = """
                mount -t tmpfs tmpfs /run && mkdir /run/netns
                "$0" --web.listen-address=unix:$1/socket \(arguments) 2>$1/errors & program=$!
                metrics() { curl -sf --unix-socket $1/socket http://x/metrics; }
                await() { for try in $(seq 200); do "$@" >/dev/null && return; sleep 0.05; done; echo "never: $*"; }
                await metrics $1
                \(script)
                """
            return try Program.run(
                "unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", stage,
                Machine.program, folder.path)
        }

        @Test func `an id given and its end are told by netlink`() throws {
            let result = try beside(
                "--log.format=json",
                """
                ip netns add one && ip netns set one 7
                await grep nsid_given $1/errors
                ip netns del one
                await grep nsid_taken $1/errors
                sleep 0.2
                metrics $1 | grep nsexporter_feed_messages_total
                cat $1/errors
                """)
            #expect(event(result.output, "nsid_given") != nil, "\(result.output) \(result.errors)")
            #expect(event(result.output, "nsid_taken") != nil)
            #expect(result.output.contains("nsexporter_feed_messages_total{feed=\"nsid\"} 2\n"))
        }

        private func event(_ log: String, _ kind: String) -> Substring? {
            log.split(separator: "\n").first {
                $0.contains(#""ns_event":"\#(kind)""#) && $0.contains(#""ns_nsid":"7""#)
            }
        }

        @Test func `a full receive buffer is ENOBUFS, and listening goes on`() throws {
            // The kernel's least: some two messages fit.
            let socket = try NetlinkSocket.namespaceIDs(receiveBufferBytes: 1)
            // Names in a mount namespace that ends with the script: nothing is left. The ids are given in ours.
            let script =
                "mount -t tmpfs tmpfs /run; for i in $(seq 12); do echo netns add n$i; echo netns set n$i auto; done | "
                + "ip -batch -"
            #expect(try Program.run("unshare", "--mount", "sh", "-c", script).status == 0)
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

        @Test func `a proc that hides other users' processes shows the rest`() throws {
            let result = try Program.run(
                "unshare", "--mount", "sh", "-c",
                """
                mount -t tmpfs tmpfs /mnt && mkdir /mnt/proc && mount -t proc -o hidepid=invisible proc /mnt/proc
                exec setpriv --reuid=65534 --regid=65534 --clear-groups "$0" metrics --path.procfs=/mnt/proc
                """, Machine.program)
            #expect(result.status == 0, "\(result.errors)")
            let samples = Samples(result.output)
            #expect(samples["nsexporter_processes"] == 1)
            #expect(samples["nsexporter_processes_unreadable"] == 0)
            #expect(samples["linux_namespaces{nstype=\"net\"}"] == 1)
        }

        @Test func `limits are told where no process may be read and procfs does not show us`() throws {
            let result = try Program.run(
                "unshare", "--mount", "sh", "-c",
                """
                mount -t tmpfs tmpfs /mnt && mkdir /mnt/proc
                unshare --pid --fork --kill-child sh -c 'mount -t proc proc /mnt/proc; exec sleep 10' & other=$!
                for try in $(seq 200); do [ -e /mnt/proc/1 ] && break; sleep 0.01; done
                setpriv --reuid=65534 --regid=65534 --clear-groups "$0" metrics --path.procfs=/mnt/proc
                kill $other
                """, Machine.program)
            let samples = Samples(result.output)
            #expect(samples["nsexporter_processes"] == 1, "\(result.errors)")
            #expect(samples["nsexporter_processes_unreadable"] == 1)
            #expect(samples["linux_namespaces{nstype=\"net\"}"] == nil)
            let limit = try Double(
                String(contentsOfFile: "/proc/sys/user/max_net_namespaces", encoding: .utf8).filter(\.isNumber))
            #expect(samples["linux_namespaces_limit{nstype=\"net\"}"] == limit)
        }

        @Test func `without a descriptor to spare a round fails, deletes nothing, and the next recovers`() throws {
            let program = try Program.withoutJournal(
                Machine.program, ["--web.listen-address=127.0.0.1:0", "--collector.min-scan-interval=0"])
            let port = try eventually("the start") {
                program.errors.firstMatch(of: /Listening on 127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) }
            }
            let exchange = try Exchange(port: port)
            func scrape() -> Samples {
                exchange.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return Samples(exchange.receiveAnswer())
            }
            let success = "nsexporter_scrape_collector_success{collector=\"processes\"}"
            let found = "linux_namespaces{nstype=\"net\"}"
            let before = scrape()
            #expect(before[success] == 1)
            // The lowest number that is free is the first above the limit.
            #expect(try Program.run("prlimit", "--pid", "\(program.pid)", "--nofile=3:").status == 0)
            let starved = scrape()
            #expect(starved[success] == 0)
            #expect(starved[found] == before[found])
            _ = try eventually("the complaint") { program.errors.contains("Too many open files") ? true : nil }
            #expect(!program.errors.contains("is gone"))
            #expect(try Program.run("prlimit", "--pid", "\(program.pid)", "--nofile=1024:").status == 0)
            let after = scrape()
            #expect(after[success] == 1)
            #expect(after[found] == before[found])
        }

        @Test func `a feed that loses messages says so, is counted, and brings a new round`() throws {
            let result = try beside(
                "--collector.reconcile-interval=1h",
                """
                metrics $1 | grep snapshot_timestamp_seconds
                kill -STOP $program
                # More messages than the kernel's default receive buffer holds (208 KiB, some 750 bytes each).
                for id in $(seq 400); do echo "netns add n$id"; echo "netns set n$id auto"; done >$1/batch
                ip -batch $1/batch
                kill -CONT $program
                await grep 'lost messages' $1/errors
                sleep 2
                metrics $1 | grep -E 'feed|snapshot_timestamp_seconds'
                cat $1/errors
                """)
            let samples = result.output.split(separator: "\n")
            #expect(result.output.contains("The feed nsid lost messages"), "\(result.errors)")
            let losses = try #require(samples.first { $0.hasPrefix("nsexporter_feed_losses_total") })
            #expect(!losses.hasSuffix(" 0"))
            let times = samples.filter { $0.hasPrefix("nsexporter_snapshot_timestamp_seconds") }
            #expect(times.count == 2 && times[0] != times[1])
        }

        @Test func `a namespace that passes from parent to child during rounds is never told gone`() throws {
            let stage = try Stage("--collector.min-scan-interval=0", "--no-collector.mounts")
            try stage.make("none", 1_000)
            // Every link of the chain forks the next and ends at once: someone is always in the namespace.
            let chain = try Program(
                "/usr/bin/nsenter",
                [
                    "--target", "\(try stage.programID)", "--pid", "--mount", "unshare", "--uts", "python3", "-c",
                    "import os, time\nfor link in range(60):\n    time.sleep(0.05)\n    if os.fork(): os._exit(0)",
                ])
            let scraper = try Scraper(port: stage.port)
            _ = try eventually("the namespace") {
                try stage.samples()["linux_namespaces_added_total{nstype=\"uts\"}"] == 1 ? true : nil
            }
            usleep(1_500_000)
            let scrapes = scraper.finish()
            let last = try stage.samples()
            #expect(scrapes.count > 10)
            #expect(last["linux_namespaces_added_total{nstype=\"uts\"}"] == 1)
            #expect(last["linux_namespaces_deleted_total{nstype=\"uts\"}"] == 0)
            _ = try eventually("its end") {
                try stage.samples()["linux_namespaces_deleted_total{nstype=\"uts\"}"] == 1 ? true : nil
            }
            withExtendedLifetime(chain) {}
        }

        @Test func `a thread leader that ended while another thread runs holds its namespaces`() throws {
            let stage = try Stage("--collector.min-scan-interval=0", "--no-collector.mounts")
            let threads = try Program(
                "/usr/bin/nsenter",
                [
                    "--target", "\(try stage.programID)", "--pid", "--mount", "unshare", "--uts", "python3", "-c",
                    """
                    import ctypes, threading, time
                    threading.Thread(target=lambda: time.sleep(6)).start()
                    time.sleep(1)
                    ctypes.CDLL(None).pthread_exit(None)
                    """,
                ])
            let added = "linux_namespaces_added_total{nstype=\"uts\"}"
            _ = try eventually("the namespace") { try stage.samples()[added] == 1 ? true : nil }
            // nsenter and unshare both become what they start, but for the one fork that a pid namespace needs.
            let leader = try eventually("the leader") {
                try Program.run("pgrep", "--parent", "\(threads.pid)").output.split(separator: "\n").first
            }
            _ = try eventually("its end") {
                try File.readText("/proc/\(leader)/status").contains("State:\tZ") ? true : nil
            }
            for _ in 0..<3 {
                #expect(try stage.samples()["linux_namespaces_deleted_total{nstype=\"uts\"}"] == 0)
            }
            #expect(try File.readText("/proc/\(leader)/status").contains("State:\tZ"))
        }
    }
}
