// Requests as bytes, and what becomes of them: RFC 9112's rules, a row each. "¶" stands for CR LF.

internal import Testing

@testable import HTTP

@Suite struct RequestParserTests {
    private func bytes(_ text: String) -> [UInt8] {
        Array(text.split(separator: "¶", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    }

    private func parse(_ text: String) -> RequestParser.Outcome {
        RequestParser.parse(bytes(text))
    }

    private func request(_ text: String) throws -> Request {
        guard case .request(let request, _) = parse(text) else {
            Issue.record("no request: \(parse(text))")
            throw Refusal(.badRequest, "")
        }
        return request
    }

    private func status(_ text: String) -> Int? {
        if case .refused(let refusal) = parse(text) { return refusal.status.rawValue }
        return nil
    }

    static let refused: [(String, String, Int)] = [
        ("TE and CL together", "GET / HTTP/1.1¶Host: a¶Transfer-Encoding: chunked¶Content-Length: 0¶¶", 400),
        ("bad framing even of a POST", "POST / HTTP/1.1¶Host: a¶Content-Length: 1¶Content-Length: 1¶¶", 400),
        ("TE in HTTP/1.0", "GET / HTTP/1.0¶Transfer-Encoding: chunked¶¶", 400),
        ("an unknown TE", "GET / HTTP/1.1¶Host: a¶Transfer-Encoding: gzip¶¶", 501),
        ("a list of TE", "GET / HTTP/1.1¶Host: a¶Transfer-Encoding: gzip, chunked¶¶", 400),
        ("an empty TE", "GET / HTTP/1.1¶Host: a¶Transfer-Encoding: ¶¶", 400),
        ("two CL that differ", "GET / HTTP/1.1¶Host: a¶Content-Length: 1¶Content-Length: 2¶¶", 400),
        ("CL with a sign", "GET / HTTP/1.1¶Host: a¶Content-Length: +1¶¶", 400),
        ("CL below zero", "GET / HTTP/1.1¶Host: a¶Content-Length: -1¶¶", 400),
        ("CL in hex", "GET / HTTP/1.1¶Host: a¶Content-Length: 0x1¶¶", 400),
        ("CL with a comma", "GET / HTTP/1.1¶Host: a¶Content-Length: 1, 1¶¶", 400),
        ("CL with a space", "GET / HTTP/1.1¶Host: a¶Content-Length: 1 1¶¶", 400),
        ("an empty CL", "GET / HTTP/1.1¶Host: a¶Content-Length:¶¶", 400),
        ("large content", "GET / HTTP/1.1¶Host: a¶Content-Length: 8193¶¶", 413),
        ("immense content", "GET / HTTP/1.1¶Host: a¶Content-Length: 99999999999999999999¶¶", 413),
        ("a folded field", "GET / HTTP/1.1¶Host: a¶X: 1¶ 2¶¶", 400),
        ("white space after the request line", "GET / HTTP/1.1¶ X: 1¶Host: a¶¶", 400),
        ("a space before the colon", "GET / HTTP/1.1¶Host : a¶¶", 400),
        ("an empty field name", "GET / HTTP/1.1¶: a¶Host: a¶¶", 400),
        ("a field without colon", "GET / HTTP/1.1¶Host: a¶nonsense¶¶", 400),
        ("a field name with a slash", "GET / HTTP/1.1¶Host: a¶a/b: c¶¶", 400),
        ("a bare CR in a value", "GET / HTTP/1.1¶Host: a¶X: a\rb¶¶", 400),
        ("a bare LF", "GET / HTTP/1.1\nHost: a¶¶", 400),
        ("a NUL in a value", "GET / HTTP/1.1¶Host: a¶X: a\u{0}b¶¶", 400),
        ("a control character in a value", "GET / HTTP/1.1¶Host: a¶X: a\u{1}b¶¶", 400),
        ("a DEL in a value", "GET / HTTP/1.1¶Host: a¶X: a\u{7f}b¶¶", 400),
        ("no Host", "GET / HTTP/1.1¶X: a¶¶", 400),
        ("no field at all", "GET / HTTP/1.1¶¶", 400),
        ("two Hosts", "GET / HTTP/1.1¶Host: a¶Host: a¶¶", 400),
        ("two Hosts in HTTP/1.0", "GET / HTTP/1.0¶Host: a¶Host: a¶¶", 400),
        ("an empty Host", "GET / HTTP/1.1¶Host:¶¶", 400),
        ("Host with userinfo", "GET / HTTP/1.1¶Host: u@a¶¶", 400),
        ("Host with a path", "GET / HTTP/1.1¶Host: a/b¶¶", 400),
        ("Host with a bad port", "GET / HTTP/1.1¶Host: a:b¶¶", 400),
        ("Host with a port too large", "GET / HTTP/1.1¶Host: a:65536¶¶", 400),
        ("Host with a space", "GET / HTTP/1.1¶Host: a b¶¶", 400),
        ("a lower-case version", "GET / http/1.1¶Host: a¶¶", 400),
        ("a version without minor", "GET / HTTP/1¶Host: a¶¶", 400),
        ("a padded version", "GET / HTTP/01.1¶Host: a¶¶", 400),
        ("HTTP/2.0", "GET / HTTP/2.0¶Host: a¶¶", 505),
        ("HTTP/0.9 in full", "GET / HTTP/0.9¶Host: a¶¶", 505),
        ("HTTP/0.9 in short", "GET /¶¶", 400),
        ("a second space", "GET  / HTTP/1.1¶Host: a¶¶", 400),
        ("a trailing space", "GET / HTTP/1.1 ¶Host: a¶¶", 400),
        ("a tab between", "GET\t/ HTTP/1.1¶Host: a¶¶", 400),
        ("a malformed method", "GE(T / HTTP/1.1¶Host: a¶¶", 400),
        ("an asterisk with GET", "GET * HTTP/1.1¶Host: a¶¶", 400),
        ("an authority alone", "CONNECT a:80 HTTP/1.1¶Host: a¶¶", 400),
        ("an unknown scheme", "GET ftp://a/ HTTP/1.1¶Host: a¶¶", 400),
        ("an absolute target with userinfo", "GET http://u@a/ HTTP/1.1¶Host: a¶¶", 400),
        ("a fragment", "GET /#a HTTP/1.1¶Host: a¶¶", 400),
        ("a percent sign alone", "GET /%2 HTTP/1.1¶Host: a¶¶", 400),
        ("a percent-escape of no hex", "GET /%zz HTTP/1.1¶Host: a¶¶", 400),
        ("an escaped NUL", "GET /%00 HTTP/1.1¶Host: a¶¶", 400),
        ("a byte that is not ASCII", "GET /ä HTTP/1.1¶Host: a¶¶", 400),
        ("an unknown expectation", "GET / HTTP/1.1¶Host: a¶Expect: tea¶¶", 417),
        ("two empty lines before", "¶¶GET / HTTP/1.1¶Host: a¶¶", 400),
    ]

    @Test(arguments: refused)
    func `a request that breaks a rule is refused`(_ rule: String, _ text: String, _ status: Int) {
        #expect(self.status(text) == status, "\(rule)")
    }

    @Test(arguments: [
        ("the simplest", "GET / HTTP/1.1¶Host: a¶¶", "/"),
        ("one empty line before", "¶GET / HTTP/1.1¶Host: a¶¶", "/"),
        ("HTTP/1.0 without Host", "GET /a HTTP/1.0¶¶", "/a"),
        ("a later minor version", "GET /a HTTP/1.2¶Host: a¶¶", "/a"),
        ("an absolute target", "GET http://b:80/x/y HTTP/1.1¶Host: a¶¶", "/x/y"),
        ("an absolute target without path", "GET HTTP://b HTTP/1.1¶Host: a¶¶", "/"),
        ("escapes", "GET /%2Fa%c3%a4 HTTP/1.1¶Host: a¶¶", "//aä"),
        ("Host as an IPv6 literal", "GET / HTTP/1.1¶Host: [::1]:80¶¶", "/"),
        ("Host with an empty port", "GET / HTTP/1.1¶Host: a:¶¶", "/"),
        ("100-continue", "GET / HTTP/1.1¶Host: a¶Expect: 100-Continue¶¶", "/"),
        ("an asterisk with OPTIONS", "OPTIONS * HTTP/1.1¶Host: a¶¶", "/"),
        ("another method", "DELETE / HTTP/1.1¶Host: a¶¶", "/"),
    ])
    func `a good request is taken`(_ name: String, _ text: String, _ path: String) throws {
        #expect(try request(text).path == path, "\(name)")
    }

    @Test func `a query is taken apart and decoded`() throws {
        let request = try request("GET /m?collect%5B%5D=a+b&x&y=%26=1& HTTP/1.1¶Host: a¶¶")
        #expect(request.path == "/m")
        #expect(
            request.query == [
                Field(name: "collect[]", value: "a b"), Field(name: "x", value: ""), Field(name: "y", value: "&=1"),
            ])
    }

    @Test func `fields lose their outer white space and the case of their names`() throws {
        let request = try request("GET / HTTP/1.1¶HOST: a¶Accept:\t text/plain ; q=1 \t¶accept: */*¶¶")
        #expect(request.values(of: "accept") == ["text/plain ; q=1", "*/*"])
        #expect(request.host == "a")
    }

    @Test func `an absolute target's host counts more than the field`() throws {
        #expect(try request("GET http://b/ HTTP/1.1¶Host: a¶¶").host == "b")
    }

    @Test(arguments: [
        ("GET / HTTP/1.1¶Host: a¶¶", true),
        ("GET / HTTP/1.1¶Host: a¶Connection: x, Close¶¶", false),
        ("GET / HTTP/1.0¶¶", false),
        ("GET / HTTP/1.0¶Connection: Keep-Alive¶¶", true),
        ("GET / HTTP/1.1¶Host: a¶Content-Length: 0¶¶", true),
        ("GET / HTTP/1.1¶Host: a¶Content-Length: 3¶¶abc", false),
        ("GET / HTTP/1.1¶Host: a¶Transfer-Encoding: Chunked¶¶", false),
    ])
    func `a connection persists as its version and its request say`(_ text: String, _ isPersistent: Bool) throws {
        #expect(try request(text).isPersistent == isPersistent)
    }

    @Test func `every beginning of a request is incomplete`() {
        let whole = bytes("GET /metrics HTTP/1.1¶Host: a¶¶")
        for length in 0..<whole.count {
            #expect(RequestParser.parse(Array(whole[..<length])) == .incomplete, "\(length) bytes")
        }
    }

    @Test func `what follows a request is left`() {
        guard case .request(_, let count) = parse("GET / HTTP/1.1¶Host: a¶¶GET /b") else {
            Issue.record("no request")
            return
        }
        #expect(count == bytes("GET / HTTP/1.1¶Host: a¶¶").count)
    }

    @Test func `sizes have their bounds, to the byte`() {
        func line(_ bytes: Int) -> String { "GET /\(String(repeating: "a", count: bytes - 14)) HTTP/1.1" }
        #expect(status("\(line(RequestLimits.lineBytes - 2))¶Host: a¶¶") == nil)
        #expect(status("\(line(RequestLimits.lineBytes + 1))¶Host: a¶¶") == 414)
        #expect(status("GET /\(String(repeating: "a", count: RequestLimits.lineBytes))") == 414)
        let fields = (1..<RequestLimits.fields).map { "a\($0): b¶" }.joined()
        #expect(status("GET / HTTP/1.1¶Host: a¶\(fields)¶") == nil)
        #expect(status("GET / HTTP/1.1¶Host: a¶x: y¶\(fields)¶") == 431)
        #expect(status("GET / HTTP/1.1¶Host: a¶x: \(String(repeating: "y", count: RequestLimits.headBytes))") == 431)
    }
}
