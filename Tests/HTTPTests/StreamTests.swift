// Answers that take time to be told: in chunks, in pieces, for ever, and to those who do not listen.

internal import Foundation
internal import Linux
internal import Support
internal import Synchronization
internal import Testing

@testable import HTTP

@Suite struct StreamTests {
    /// /live is a live stream that the test feeds; /list/N a list of N pieces of 60,000 bytes; /cut breaks off behind
    /// its first piece; /stuck never has its second; anything else is a line of text.
    private final class Studio: RequestHandler {
        let live = Mutex<[HTTP.Stream]>([])
        let closed = Atomic<Int>(0)
        /// The most that was put into a list and not sent: pieces are asked for one by one.
        let pieces = Atomic<Int>(0)

        static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 60_000)

        func isVital(_ request: Request) -> Bool { false }

        func answer(_ request: Request, from peer: Peer) -> Answer {
            let words = request.path.split(separator: "/")
            switch words.first {
            case "live":
                let stream = HTTP.Stream(
                    .live(heartbeat: Array(": alive\n\n".utf8), lastWord: Array("event: late\n\n".utf8))
                ) { [weak self] in
                    _ = self?.closed.add(1, ordering: .relaxed)
                }
                live.withLock { $0.append(stream) }
                return .now(Response(contentType: "text/event-stream", content: .stream(stream)))
            case "list":
                let left = Mutex(words.dropFirst().first.flatMap { Int($0) } ?? 0)
                let box = Shared(left)
                let stream = HTTP.Stream(
                    .list { stream in
                        let isOver = box.left.withLock { left in
                            left -= 1
                            return left < 0
                        }
                        if isOver { return stream.end() }
                        self.pieces.add(1, ordering: .relaxed)
                        stream.put(Self.piece)
                    })
                return .now(Response(contentType: "text/plain", content: .stream(stream)))
            case "cut":
                let stream = HTTP.Stream(.list { $0.fail() })
                stream.put(Self.piece)
                return .now(Response(contentType: "text/plain", content: .stream(stream)))
            case "stuck":
                let stream = HTTP.Stream(.list { _ in })
                stream.put(Array("first".utf8))
                return .now(Response(contentType: "text/plain", content: .stream(stream)))
            default: return .now(Response(text: "whole"))
            }
        }

        private final class Shared: Sendable {
            let left: Mutex<Int>
            init(_ left: consuming sending Mutex<Int>) { self.left = left }
        }

        /// Puts to all live streams; how many take more.
        func put(_ text: String) -> Int {
            live.withLock { $0.count { $0.put(Array(text.utf8)) } }
        }
    }

    private struct Running {
        let studio = Studio()
        let counts = ServerCounts()
        let server: HTTPServer
        let port: UInt16

        init(_ change: (inout ServerLimits) -> Void = { _ in }) throws {
            let listeners = try Listener.open(.inet(host: "127.0.0.1", port: 0))
            port = try #require(listeners.first?.address.port)
            var limits = ServerLimits()
            change(&limits)
            server = try HTTPServer(listeners, limits: limits, counts: counts, handler: studio)
        }

        /// A client of /live whose stream has begun.
        func listener() throws -> Exchange {
            let before = studio.live.withLock(\.count)
            let exchange = try Exchange(port: port)
            exchange.send("GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try eventually("the stream") { studio.live.withLock { $0.count > before ? true : nil } }
            #expect(exchange.receive { $0.hasSuffix("\r\n\r\n") }.contains("\r\nTransfer-Encoding: chunked\r\n"))
            return exchange
        }

        func end() {
            #expect(server.stop(milliseconds: 5_000))
        }
    }

    private static func get(_ path: String, _ more: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(more)\r\n"
    }

    @Test(arguments: [
        ("", false, ""), ("", true, "0\r\n\r\n"), ("abc", false, "3\r\nabc\r\n"),
        ("0123456789abcdef", true, "10\r\n0123456789abcdef\r\n0\r\n\r\n"),
    ])
    func `a piece is a chunk, and none is no chunk`(_ piece: String, _ isLast: Bool, _ bytes: String) {
        #expect(String(decoding: Chunk.bytes(Array(piece.utf8), isLast: isLast), as: UTF8.self) == bytes)
    }

    /// News of a piece may come when it is sent already.
    @Test func `a list is asked once for each piece, and loses none`() {
        let stream = HTTP.Stream(.list { _ in })
        #expect(stream.ask())
        #expect(!stream.ask())
        stream.put(Studio.piece)
        #expect(stream.ask())
        for _ in 0..<3 { stream.put(Studio.piece) }
        #expect(!stream.isDropped)
        #expect(stream.take() == (Array(repeating: Studio.piece, count: 4).flatMap { $0 }, false))
    }

    @Test func `a live stream sends what comes, when it comes`() throws {
        let running = try Running()
        let client = try running.listener()
        for text in ["data: 1\n\n", "data: 22\n\n"] {
            #expect(running.studio.put(text) == 1)
            let chunk = String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n"
            #expect(client.receive { $0.utf8.count >= chunk.utf8.count } == chunk)
        }
        #expect(running.counts.values.streams == 1 && running.counts.values.inFlight == 0)
        running.studio.live.withLock { $0.first?.end() }
        #expect(client.receive() == "0\r\n\r\n")
        #expect(running.counts.values.streams == 0)
        #expect(running.studio.closed.load(ordering: .relaxed) == 1)
        #expect(running.studio.put("more") == 0)
        running.end()
    }

    @Test func `a list comes whole, a piece at a time, and the connection stays`() throws {
        let running = try Running()
        let folder = try TemporaryFolder()
        let result = try Program.run(
            "curl", "-s", "-w", "%{http_code} %{num_connects} %{size_download}\n", "-o", "\(folder.path)/1", "-o",
            "\(folder.path)/2", "http://127.0.0.1:\(running.port)/list/40", "http://127.0.0.1:\(running.port)/whole")
        #expect(result.output == "200 1 2400000\n200 0 6\n")
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/1")).allSatisfy { $0 == UInt8(ascii: "x") })
        running.end()
    }

    @Test func `to HTTP/1.0 a list goes unchunked and ends with the connection`() throws {
        let running = try Running()
        let answer = try Exchange.answer(
            port: running.port, "GET /list/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(!answer.contains("Transfer-Encoding") && !answer.contains("Content-Length"))
        #expect(answer.contains("\r\nConnection: close\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n" + String(repeating: "x", count: 120_000)))
        running.end()
    }

    @Test func `HEAD is told of chunks, gets none and starts nothing`() throws {
        let running = try Running()
        let answer = try Exchange.answer(
            port: running.port,
            "HEAD /list/9 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /live HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.matches(of: /Transfer-Encoding: chunked/).count == 2)
        #expect(answer.hasSuffix("\r\n\r\n"))
        #expect(running.studio.pieces.load(ordering: .relaxed) == 0)
        #expect(running.counts.values.streams == 0)
        running.end()
    }

    @Test func `who reads no list lets none be made`() throws {
        let running = try Running { $0.writeMilliseconds = 300 }
        let slow = try Exchange(port: running.port)
        slow.send(Self.get("/list/1000"))
        _ = try eventually("the end of a write") { running.counts.values.inFlight == 0 ? true : nil }
        // What the kernel holds for a connection, and a piece: far from 60 MB.
        #expect(running.studio.pieces.load(ordering: .relaxed) < 200)
        running.end()
    }

    @Test(arguments: ["/cut", "/stuck"])
    func `a list that cannot be finished breaks off`(_ path: String) throws {
        let running = try Running { $0.writeMilliseconds = 200 }
        let result = try Program.run("curl", "-s", "-o", "/dev/null", "http://127.0.0.1:\(running.port)\(path)")
        // CURLE_PARTIAL_FILE, or an end within a chunk.
        #expect([18, 56].contains(result.status))
        running.end()
    }

    @Test func `a quiet stream has a heart`() throws {
        let running = try Running { $0.heartbeatMilliseconds = 50 }
        let client = try running.listener()
        let beat = "9\r\n: alive\n\n\r\n"
        #expect(client.receive { $0.utf8.count >= 3 * beat.utf8.count }.hasPrefix(beat + beat + beat))
        running.end()
    }

    @Test func `who is too slow gets a last word`() throws {
        let running = try Running()
        let client = try running.listener()
        let line = "data: " + String(repeating: "y", count: 10_000) + "\n\n"
        var count = 0
        while running.studio.put(line) == 1 {
            count += 1
            try #require(count < 100_000)
        }
        #expect(client.receive().hasSuffix("event: late\n\n\r\n0\r\n\r\n"))
        _ = try eventually("the end") { running.studio.closed.load(ordering: .relaxed) == 1 ? true : nil }
        running.end()
    }

    @Test func `who takes nothing at all is dropped`() throws {
        let running = try Running { $0.writeMilliseconds = 200 }
        let client = try running.listener()
        let line = String(repeating: "y", count: 100_000)
        // More than the kernel holds.
        while running.studio.put(line) == 1 { usleep(1_000) }
        _ = try eventually("the end") { running.counts.values.streams == 0 ? true : nil }
        withExtendedLifetime(client) {}
        running.end()
    }

    @Test func `one host has four streams, and all together sixteen`() throws {
        let running = try Running {
            $0.streams = 5
            $0.streamsPerHost = 4
        }
        let clients = try (0..<4).map { _ in try running.listener() }
        let fifth = try Exchange.answer(port: running.port, Self.get("/live", "Connection: close\r\n"))
        #expect(fifth.hasPrefix("HTTP/1.1 429 "))
        #expect(fifth.hasSuffix("Limit of concurrent streams to one host reached (4), close one first.\n"))
        let elsewhere =
            "--interface 127.0.0.2 -s -m 1 -o /dev/null -w %{http_code} http://127.0.0.1:\(running.port)/live"
        let other = try Program("/usr/bin/curl", elsewhere.split(separator: " ").map(String.init))
        _ = try eventually("the fifth stream") { running.counts.values.streams == 5 ? true : nil }
        let third = try Program.run(
            "curl", "--interface", "127.0.0.3", "-s", "http://127.0.0.1:\(running.port)/live")
        #expect(third.output == "Limit of concurrent streams reached (5), try again later.\n")
        #expect(try other.wait(seconds: 10).output == "200")
        #expect(running.counts.values.rejections == [.streams: 2])
        withExtendedLifetime(clients) {}
        running.end()
    }

    @Test func `streams are no requests in flight`() throws {
        let running = try Running { $0.requests = 1 }
        let clients = try (0..<3).map { _ in try running.listener() }
        #expect(try Exchange.get("/whole", port: running.port) == "whole\n")
        withExtendedLifetime(clients) {}
        running.end()
    }

    @Test func `who leaves makes room at once`() throws {
        let running = try Running { $0.streams = 1 }
        var client: Exchange? = try running.listener()
        _ = client.take()
        _ = try eventually("the end") { running.counts.values.streams == 0 ? true : nil }
        #expect(running.studio.closed.load(ordering: .relaxed) == 1)
        client = try running.listener()
        withExtendedLifetime(client) {}
        running.end()
    }

    @Test func `stopping ends streams as they should end`() throws {
        let running = try Running()
        let client = try running.listener()
        #expect(running.studio.put("data: 1\n\n") == 1)
        #expect(client.receive { !$0.isEmpty } == "9\r\ndata: 1\n\n\r\n")
        #expect(running.server.stop(milliseconds: 2_000))
        #expect(client.receive() == "0\r\n\r\n")
    }
}
