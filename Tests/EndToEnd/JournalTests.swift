// A real systemd-journald, by hand in a mount namespace of its own whose folders are empty, and what the built program
// writes to it and reads back. In a network namespace of its own too: other tests' ids are not its business.

internal import Foundation
internal import Support
internal import Testing

@Suite(.requires(.root)) struct JournalTests {
    /// Runs `body` as a shell script beside journald. The script's lines before it mount fresh folders and wait for the
    /// socket; all of it ends with the script.
    private func beside(_ script: String, port: UInt16) throws -> Finished {
        let stage = """
            set -eu
            ip link set lo up
            for folder in /run/systemd /run/log /var/log; do mkdir -p $folder && mount -t tmpfs tmpfs $folder; done
            mkdir -p /run/systemd/journal /run/log/journal
            /lib/systemd/systemd-journald & journald=$!
            for try in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.05; done
            \(script)
            """
        let folder = try TemporaryFolder()
        let words = ["--mount", "--net", "--fork", "--pid", "--mount-proc", "--kill-child", "sh", "-c", stage, "sh"]
        return try Program("/usr/bin/unshare", words + [Machine.program, "\(port)", folder.path]).wait(seconds: 60)
    }

    /// Starts the program as $program on 127.0.0.1:$port and waits until it is ready.
    private let start = """
        "$1" serve --web.listen-address=127.0.0.1:$2 --collector.min-scan-interval=0 2>$3/errors & program=$!
        for try in $(seq 100); do curl -sf http://127.0.0.1:$2/-/ready >/dev/null && break; sleep 0.05; done
        """

    @Test func `an event is in the journal with its fields, and in /logs`() throws {
        let port = Exchange.freePort()
        let result = try beside(
            """
            \(start)
            unshare --net sleep 60 & holder=$!
            for try in $(seq 100); do
                [ "$(readlink /proc/$holder/ns/net)" != "$(readlink /proc/self/ns/net)" ] && break; sleep 0.05
            done
            inode=$(stat -L -c %i /proc/$holder/ns/net)
            curl -sf http://127.0.0.1:$2/metrics >/dev/null
            kill $holder; wait $holder || true
            curl -sf http://127.0.0.1:$2/metrics >/dev/null
            for try in $(seq 100); do
                [ "$(journalctl -q -o cat NS_EVENT=deleted NS_INODE=$inode | wc -l)" -ge 1 ] && break; sleep 0.05
            done
            echo "inode $inode holder $holder"
            journalctl -q -o json SYSLOG_IDENTIFIER=nsexporter NS_INODE=$inode
            echo "=== text"
            curl -sf "http://127.0.0.1:$2/logs?limit=2"
            echo "=== json"
            curl -sf -H "Accept: application/json" "http://127.0.0.1:$2/logs?limit=2"
            echo "=== metrics"
            curl -sf http://127.0.0.1:$2/metrics | grep ^nsexporter_journal
            echo "=== errors"
            cat $3/errors
            """, port: port)
        #expect(result.status == 0, "\(result.errors)")
        let sections = result.output.split(separator: /=== \w+\n/, omittingEmptySubsequences: false)
        try #require(sections.count == 5)
        let (head, text, json) = (sections[0].split(separator: "\n"), sections[1], sections[2].split(separator: "\n"))
        let words = head[0].split(separator: " ")
        let (inode, holder) = (String(words[1]), String(words[3]))

        let entries = try head.dropFirst().map(entry)
        try #require(entries.count == 2)
        #expect(entries.map { $0["NS_EVENT"] } == ["added", "deleted"])
        #expect(entries.allSatisfy { $0["NS_TYPE"] == "net" && $0["NS_INODE"] == inode })
        #expect(entries.allSatisfy { $0["SYSLOG_IDENTIFIER"] == "nsexporter" && $0["PRIORITY"] == "6" })
        #expect(entries[0]["NS_PID"] == holder)
        #expect(entries[0]["NS_COMM"] == "sleep")
        #expect(entries[0]["MESSAGE"] == "The namespace net:[\(inode)] is new, seen through process \(holder) (sleep).")
        #expect(entries[0]["MESSAGE_ID"] == "dcea25603ccf418d9631f9b3784d9bdf")
        #expect(entries[1]["MESSAGE_ID"] == "2d1c7003ef314535b6f34230d74eab20")
        #expect(entries[0]["CODE_FILE"]?.hasSuffix("EventLog.swift") == true)

        let line = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000 \S+ nsexporter\[\d+\]: The namespace net:\[\d+\] is gone\./#
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.split(separator: "\n").last?.wholeMatch(of: line) != nil)
        // The same entries as journalctl's, field by field.
        #expect(try json.map(entry) == entries)
        #expect(sections[3].contains("nsexporter_journal_failures_total 0"))
        #expect(sections[3].contains("nsexporter_journal_suppressed_total 0"))
        // What the journal has is not told twice.
        #expect(sections[4] == "")
    }

    private func entry(_ line: Substring) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
    }

    @Test func `a long log comes in pieces, whole and in order`() throws {
        let result = try beside(
            """
            \(start)
            seq 3000 | systemd-cat -t nsexporter
            for try in $(seq 100); do
                [ "$(journalctl -q -o cat SYSLOG_IDENTIFIER=nsexporter | tail -n 1)" = 3000 ] && break; sleep 0.05
            done
            curl -sf -D $3/head "http://127.0.0.1:$2/logs?limit=2500" >$3/logs
            grep -i '^transfer-encoding' $3/head
            [ "$(wc -c <$3/logs)" -gt 100000 ] && echo "more than one piece"
            journalctl -q -o cat -n 2500 SYSLOG_IDENTIFIER=nsexporter >$3/journal
            sed 's/^.*nsexporter[^:]*: //' $3/logs | cmp - $3/journal && echo "the same"
            """, port: Exchange.freePort())
        #expect(
            result.output == "Transfer-Encoding: chunked\r\nmore than one piece\nthe same\n", "\(result.errors)")
    }

    @Test func `when journald goes, standard error takes over, and gives back`() throws {
        let port = Exchange.freePort()
        let result = try beside(
            """
            \(start)
            nsid() { ip netns add nse-$2 && ip netns set nse-$2 $1 && ip netns del nse-$2; }
            mkdir -p /run/netns; mount -t tmpfs tmpfs /run/netns
            kill $journald; wait $journald || true; rm -f /run/systemd/journal/socket
            nsid 41 $2
            for try in $(seq 100); do grep -q "lost its id 41" $3/errors && break; sleep 0.05; done
            /lib/systemd/systemd-journald & journald=$!
            for try in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.05; done
            nsid 42 $2
            for try in $(seq 100); do journalctl -q -o cat NS_NSID=42 | grep -q lost && break; sleep 0.05; done
            echo "in the journal: $(journalctl -q -o cat SYSLOG_IDENTIFIER=nsexporter NS_NSID=41 NS_NSID=42)"
            echo "=== errors"
            cat $3/errors
            """, port: port)
        #expect(result.status == 0, "\(result.errors)")
        let sections = result.output.split(separator: "=== errors\n", omittingEmptySubsequences: false)
        try #require(sections.count == 2)
        #expect(sections[0].contains("given the id 42") && sections[0].contains("lost its id 42"))
        #expect(!sections[0].contains("id 41"))
        #expect(sections[1].contains("given the id 41") && sections[1].contains("lost its id 41"))
        #expect(!sections[1].contains("id 42"))
    }

    @Test func `logs are for this host only`() throws {
        let exporter = try Exporter()
        func status(_ fields: String) throws -> Substring {
            let request = "GET /logs HTTP/1.1\r\n\(fields)\r\nConnection: close\r\n\r\n"
            return try Exchange.answer(port: exporter.port, request).prefix { $0 != "\r\n" }
        }
        #expect(try status("Host: evil.example") == "HTTP/1.1 403 Forbidden")
        #expect(try status("Host: localhost\r\nX-Forwarded-For: 192.0.2.1") == "HTTP/1.1 403 Forbidden")
        #expect(try status("Host: localhost") != "HTTP/1.1 403 Forbidden")
    }

    @Test(arguments: ["limit=0", "limit=x", "limit=10001", "since=now"])
    func `a bad query is told`(_ query: String) throws {
        let exporter = try Exporter()
        let answer = try Exchange.answer(
            port: exporter.port, "GET /logs?\(query) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }
}
