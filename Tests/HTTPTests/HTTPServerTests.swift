// The running server, asked byte by byte.

internal import Foundation
internal import Linux
internal import Support
internal import Testing

@testable import HTTP

@Suite struct HTTPServerTests {
    /// Answers with what it was asked; /late answers from another thread, /never and /stuck not at all; /block keeps
    /// the server's thread.
    private struct Echo: RequestHandler {
        let worker: Worker

        func isVital(_ request: Request) -> Bool { request.path == "/vital" }

        func answer(_ request: Request, from peer: Peer) -> Answer {
            switch request.path {
            case "/late":
                return .later(milliseconds: 10_000, otherwise: { Response(text: "too late") }) { reply in
                    #expect(
                        worker.submit {
                            usleep(100_000); reply.send { Response(text: "late") }
                        })
                }
            case "/tooLate":
                return .later(milliseconds: 50, otherwise: { Response(text: "gave up") }) { reply in
                    #expect(
                        worker.submit {
                            usleep(150_000); reply.send { Response(text: "too late") }
                        })
                }
            case "/never": return .later(milliseconds: 100, otherwise: { Response(text: "gave up") }, begin: { _ in })
            case "/stuck":
                return .later(milliseconds: 10_000, otherwise: { Response(text: "gave up") }, begin: { _ in })
            case "/block":
                usleep(300_000)
                return .now(Response(text: "blocked"))
            case "/large": return .now(Response(text: String(repeating: "x", count: 20 << 20)))
            default: return .now(Response(text: "\(request.method) \(request.path)"))
            }
        }
    }

    private struct Running {
        let server: HTTPServer
        let port: UInt16
        let counts = ServerCounts()

        init(_ change: (inout ServerLimits) -> Void = { _ in }) throws {
            let listeners = try Listener.open(.inet(host: "127.0.0.1", port: 0))
            port = try #require(listeners.first?.address.port)
            var limits = ServerLimits()
            change(&limits)
            let worker = try Worker(name: "test", capacity: 100)
            server = try HTTPServer(listeners, limits: limits, counts: counts, handler: Echo(worker: worker))
        }
    }

    private static let get = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let last = "GET /z HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    @Test func `an answer has its fields and its content`() throws {
        let running = try Running()
        let answer = try Exchange.answer(port: running.port, Self.last)
        let lines = answer.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "HTTP/1.1 200 OK")
        #expect(lines[1].wholeMatch(of: /Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
        #expect(
            Array(lines[2...]) == [
                "Content-Type: text/plain; charset=utf-8", "Content-Length: 7", "X-Content-Type-Options: nosniff",
                "Connection: close", "", "GET /z\n",
            ])
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `HEAD is told the length and spared the content`() throws {
        let running = try Running()
        let answer = try Exchange.answer(
            port: running.port, "HEAD /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(answer.contains("Content-Length: 8\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `requests in a row are answered in order`() throws {
        let running = try Running()
        let late = "GET /late HTTP/1.1\r\nHost: a\r\n\r\n"
        let answer = try Exchange.answer(port: running.port, Self.get + late + Self.get + Self.last)
        let contents = answer.split(separator: "\r\n\r\n").dropFirst().map { $0.prefix { $0 != "\n" } }
        #expect(contents == ["GET /a", "late", "GET /a", "GET /z"])
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `many requests in a row are answered, and others between them`() throws {
        let running = try Running()
        let flood = try Exchange(port: running.port)
        // Some 130 kB, of which no more than a head is held at once.
        flood.send(String(repeating: Self.get, count: 4_000) + Self.last)
        #expect(try Exchange.answer(port: running.port, Self.last).hasSuffix("GET /z\n"))
        let contents = flood.receive().matches(of: /GET \/[az]\n/)
        #expect(contents.count == 4_001 && contents.last?.output == "GET /z\n")
        #expect(running.server.stop(milliseconds: 5_000))
    }

    /// IPv6's wildcard serves both; a literal of either serves that one.
    @Test(arguments: [
        ("", ["127.0.0.1", "[::1]"]), ("::", ["127.0.0.1", "[::1]"]), ("::1", ["[::1]"]), ("127.0.0.1", ["127.0.0.1"]),
        ("0.0.0.0", ["127.0.0.1"]),
    ])
    func `a host is listened on as it is written`(_ host: String, _ reached: [String]) throws {
        let listeners = try Listener.open(.inet(host: host, port: 0))
        let port = try #require(listeners.first?.address.port)
        let worker = try Worker(name: "test", capacity: 1)
        let server = try HTTPServer(
            listeners, limits: ServerLimits(), counts: ServerCounts(), handler: Echo(worker: worker))
        for address in ["127.0.0.1", "[::1]"] {
            let result = try Program.run("curl", "-gs", "http://\(address):\(port)/hello")
            #expect((result.output == "GET /hello\n") == reached.contains(address), "\(address): \(result.output)")
        }
        #expect(server.stop(milliseconds: 5_000))
    }

    @Test func `many who are late at once are all told`() throws {
        let running = try Running { $0.headMilliseconds = 200 }
        let late = try (0..<100).map { _ in try Exchange(port: running.port) }
        for exchange in late { exchange.send("GET /") }
        #expect(late.allSatisfy { $0.receive().hasPrefix("HTTP/1.1 408 ") })
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `a request that comes byte by byte is answered`() throws {
        let running = try Running()
        let exchange = try Exchange(port: running.port)
        for character in Self.last { exchange.send(String(character)) }
        #expect(exchange.receive().hasSuffix("GET /z\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `HTTP/1.0 closes unless it asks to stay`() throws {
        let running = try Running()
        #expect(try Exchange.answer(port: running.port, "GET /a HTTP/1.0\r\n\r\n").contains("Connection: close"))
        let answer = try Exchange.answer(
            port: running.port, "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n")
        #expect(answer.contains("Connection: keep-alive"))
        #expect(answer.hasSuffix("GET /b\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `a malformed request is answered and the connection closed`() throws {
        let running = try Running()
        let answer = try Exchange.answer(port: running.port, "nonsense\r\n\r\n" + Self.get)
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(!answer.contains("GET /a"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    /// What breaks a rule is answered in one sentence and with the connection's end, whatever comes behind it.
    @Test(arguments: RequestParserTests.refused)
    func `a refusal is whole, plain and last`(_ rule: String, _ text: String, _ status: Int) throws {
        let running = try Running()
        let bytes = text.split(separator: "¶", omittingEmptySubsequences: false).joined(separator: "\r\n")
        let answer = try Exchange.answer(port: running.port, bytes + Self.get)
        let phrase = try #require(Status(rawValue: status)).phrase
        let lines = answer.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        try #require(lines.count == 8, "\(rule): \(answer)")
        #expect(lines[0] == "HTTP/1.1 \(status) \(phrase)")
        #expect(lines[1].hasPrefix("Date: "))
        #expect(
            Array(lines[2..<7]) == [
                "Content-Type: text/plain; charset=utf-8", "Content-Length: \(lines[7].utf8.count)",
                "X-Content-Type-Options: nosniff", "Connection: close", "",
            ])
        #expect(lines[7].wholeMatch(of: /[A-Z][^\n]*\.\n/) != nil, "\(lines[7])")
        #expect(running.counts.values.rejections == [.malformed: 1])
        #expect(running.server.stop(milliseconds: 5_000))
    }

    /// Closed at once, the connection would be reset by what still comes, and the answer lost on its way.
    @Test func `who still sends content can read why it is refused`() throws {
        let running = try Running()
        let client = try Exchange(port: running.port)
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        client.send(String(repeating: "x", count: 1_000_000))
        #expect(client.receive().hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `who never closes after the last answer is closed`() throws {
        let running = try Running { $0.lingerMilliseconds = 100 }
        let client = try Exchange(port: running.port)
        client.send(Self.last)
        #expect(client.receive().hasSuffix("GET /z\n"))
        // Our end is still open; theirs must not be.
        _ = try eventually("a reset") { client.send("x") ? nil : true }
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `connections past the limit are served what is vital`() throws {
        let running = try Running {
            $0.connections = 1
            $0.vitalConnections = 1
        }
        let busy = try Exchange(port: running.port)
        busy.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try eventually("one in flight") { running.counts.values.inFlight == 1 ? true : nil }
        let vital = "GET /vital HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        #expect(try Exchange.answer(port: running.port, vital).hasSuffix("GET /vital\n"))
        let refused = try Exchange.answer(port: running.port, Self.last)
        #expect(refused.hasSuffix("There are too many connections.\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `content is not taken for the next request`() throws {
        let running = try Running()
        let smuggled = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.get.utf8.count)\r\n\r\n" + Self.get
        let answer = try Exchange.answer(port: running.port, smuggled)
        #expect(answer.hasSuffix("POST /a\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `a head that does not end in time is 408`() throws {
        let running = try Running { $0.headMilliseconds = 100 }
        let exchange = try Exchange(port: running.port)
        exchange.send("GET / HTTP/1.1\r\n")
        #expect(exchange.receive().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `an idle connection is closed without a word`() throws {
        let running = try Running { $0.idleMilliseconds = 100 }
        #expect(try Exchange(port: running.port).receive() == "")
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `a late answer that does not come is replaced`() throws {
        let running = try Running()
        let answer = try Exchange.answer(
            port: running.port, "GET /never HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(answer.hasSuffix("gave up\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `an answer that comes after its time does not answer the next request`() throws {
        let running = try Running()
        let tooLate = "GET /tooLate HTTP/1.1\r\nHost: a\r\n\r\n"
        let late = "GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let answer = try Exchange.answer(port: running.port, tooLate + late)
        #expect(answer.contains("gave up\n"))
        #expect(!answer.contains("too late"))
        #expect(answer.hasSuffix("\r\n\r\nlate\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `half a head behind a whole request has its deadline too`() throws {
        let running = try Running { $0.headMilliseconds = 100 }
        let exchange = try Exchange(port: running.port)
        exchange.send(Self.get + "G")
        #expect(exchange.receive().contains("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `the oldest idle connection makes room`() throws {
        let running = try Running { $0.connections = 2 }
        let first = try Exchange(port: running.port)
        first.send(Self.get)
        #expect(first.receive { $0.hasSuffix("GET /a\n") }.contains("200 OK"))
        let second = try Exchange(port: running.port)
        second.send(Self.get)
        #expect(second.receive { $0.hasSuffix("GET /a\n") }.contains("200 OK"))
        #expect(try Exchange.answer(port: running.port, Self.last).contains("200 OK"))
        #expect(first.receive() == "")
        second.send(Self.last)
        #expect(second.receive().contains("200 OK"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `where all connections wait for answers the newcomer is told 503`() throws {
        let running = try Running { $0.connections = 1 }
        let busy = try Exchange(port: running.port)
        busy.send("GET /tooLate HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        _ = try eventually("one in flight") { running.counts.values.inFlight == 1 ? true : nil }
        #expect(try Exchange.answer(port: running.port, Self.last).hasPrefix("HTTP/1.1 503 "))
        #expect(busy.receive().contains("200 OK"))
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `a slow reader costs no other's time, and is dropped`() throws {
        let running = try Running { $0.writeMilliseconds = 300 }
        let slow = try Exchange(port: running.port)
        slow.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        usleep(50_000)
        #expect(try Exchange.answer(port: running.port, Self.last).contains("200 OK"))
        usleep(500_000)
        #expect(slow.receive().utf8.count < 20 << 20)
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test func `stopping finishes what is in flight`() throws {
        let running = try Running()
        let idle = try Exchange(port: running.port)
        let busy = try Exchange(port: running.port)
        busy.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
        usleep(50_000)
        #expect(running.server.stop(milliseconds: 1_000))
        #expect(busy.receive().hasSuffix("Connection: close\r\n\r\nlate\n"))
        #expect(idle.receive() == "")
        #expect(throws: TimedOut.self) { try Exchange(port: running.port) }
    }

    @Test func `stopping accepts nobody while it finishes`() throws {
        let running = try Running()
        let busy = try Exchange(port: running.port)
        busy.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        // Answered on the one thread, so that the request before it was taken.
        #expect(try Exchange.answer(port: running.port, Self.last).contains("200 OK"))
        #expect(!running.server.stop(milliseconds: 0))
        _ = try eventually("the refusal of a connection") { (try? Exchange(port: running.port)) == nil ? true : nil }
        #expect(!running.server.stop(milliseconds: 0))
        #expect(busy.receive().hasSuffix("Connection: close\r\n\r\ngave up\n"))
        #expect(running.server.stop(milliseconds: 1_000))
    }

    @Test func `a request that was sent before the stop is answered`() throws {
        let running = try Running()
        let sent = try Exchange(port: running.port)
        sent.send(Self.get)
        #expect(sent.receiveAnswer().contains("200 OK"))
        let busy = try Exchange(port: running.port)
        busy.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
        usleep(100_000)
        sent.send(Self.get)
        #expect(running.server.stop(milliseconds: 2_000))
        #expect(sent.receive().hasSuffix("Connection: close\r\n\r\nGET /a\n"))
        #expect(busy.receive().hasSuffix("blocked\n"))
    }

    @Test func `too many requests at once are turned away, but for what is vital`() throws {
        let running = try Running {
            $0.requests = 2
            $0.vitalRequests = 1
        }
        let busy = try (0..<2).map { _ in try Exchange(port: running.port) }
        for exchange in busy { exchange.send("GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n") }
        _ = try eventually("two in flight") { running.counts.values.inFlight == 2 ? true : nil }
        let refused = try Exchange.answer(port: running.port, Self.last)
        #expect(refused.hasPrefix("HTTP/1.1 503 "))
        #expect(refused.hasSuffix("\r\n\r\nLimit of concurrent requests reached (2), try again later.\n"))
        let vital = "GET /vital HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        #expect(try Exchange.answer(port: running.port, vital).hasSuffix("GET /vital\n"))
        let counts = running.counts.values
        #expect(counts.answers == [200: 1, 503: 1] && counts.rejections == [.requests: 1] && counts.inFlight == 2)
        #expect(running.server.stop(milliseconds: 5_000))
        #expect(running.counts.values.inFlight == 0)
    }

    @Test func `who takes long to ask makes room for who comes`() throws {
        let running = try Running { $0.connections = 2 }
        let slow = try (0..<2).map { _ in try Exchange(port: running.port) }
        for exchange in slow {
            exchange.send("GET /")
            usleep(50_000)
        }
        #expect(try Exchange.answer(port: running.port, Self.last).hasSuffix("GET /z\n"))
        #expect(slow[0].receive() == "")
        #expect(running.counts.values.rejections == [.connections: 1])
        #expect(running.server.stop(milliseconds: 5_000))
    }

    @Test(.requires(.root)) func `a unix socket has the rights that were asked for`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        let listeners = try Listener.open(.unix(path: path, mode: 0o640, group: "adm"))
        #expect(try Program.run("stat", "-c", "%a %G", path).output == "640 adm\n")
        for listener in listeners { listener.close() }
        #expect(throws: ListenError.unknownGroup(.unix(path: path, group: "nobodies"))) {
            _ = try Listener.open(.unix(path: path, group: "nobodies"))
        }
    }

    @Test func `a unix socket serves, and its file goes with it`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        let worker = try Worker(name: "test", capacity: 1)
        let server = try HTTPServer(
            try Listener.open(.unix(path: path)), limits: ServerLimits(), counts: ServerCounts(),
            handler: Echo(worker: worker))
        let result = try Program.run("curl", "-s", "--unix-socket", path, "http://x/hello")
        #expect(result.output == "GET /hello\n")
        #expect(throws: ListenError.self) { _ = try Listener.open(.unix(path: path)) }
        #expect(server.stop(milliseconds: 5_000))
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
