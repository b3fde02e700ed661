// Who sees what names a process: the rule, row by row.

internal import Linux
internal import Testing

@testable import HTTP

@Suite struct AccessTests {
    static let loopback = SocketAddress.inet4(0x7f00_0001, port: 1)
    static let other = SocketAddress.inet4(0x0a00_0001, port: 1)
    static let unix = SocketAddress.unix(path: "/run/x")

    @Test(arguments: [
        ("from loopback to loopback", loopback, loopback, "Host: localhost", true),
        ("by a literal", loopback, loopback, "Host: 127.0.0.1:10068", true),
        ("by an IPv6 literal", loopback, loopback, "Host: [::1]:10068", true),
        ("by another address of loopback", loopback, loopback, "Host: 127.1.2.3", true),
        ("in capitals", loopback, loopback, "Host: LOCALHOST:1", true),
        ("by a foreign name (DNS rebinding)", loopback, loopback, "Host: evil.example", false),
        ("by a name that begins well", loopback, loopback, "Host: localhost.evil.example", false),
        ("by a name it was given", loopback, loopback, "Host: node7.EXAMPLE:10068", true),
        ("by no name", loopback, loopback, "Host: 0.0.0.0:10068", false),
        ("by a name below it", loopback, loopback, "Host: a.node7.example", false),
        ("by a name it was given, from elsewhere", other, other, "Host: node7.example", false),
        ("by a foreign literal", loopback, loopback, "Host: 10.0.0.1", false),
        ("through a proxy", loopback, loopback, "Host: localhost¶X-Forwarded-For: 10.0.0.1", false),
        ("through a modern proxy", loopback, loopback, "Host: localhost¶Forwarded: for=10.0.0.1", false),
        ("from elsewhere", other, other, "Host: localhost", false),
        ("from loopback to another address", other, loopback, "Host: localhost", false),
        ("from elsewhere to loopback", loopback, other, "Host: localhost", false),
        ("over a unix socket", unix, .unnamed, "Host: whatever", true),
        ("over a unix socket, forwarded", unix, .unnamed, "Host: x¶X-Forwarded-For: 10.0.0.1", true),
    ])
    func `details are for this host`(
        _ name: String, _ local: SocketAddress, _ remote: SocketAddress, _ fields: String, _ sees: Bool
    ) throws {
        let text = "GET / HTTP/1.1\r\n\(fields.split(separator: "¶").joined(separator: "\r\n"))\r\n\r\n"
        guard case .request(let request, _) = RequestParser.parse(Array(text.utf8)) else {
            Issue.record("no request")
            return
        }
        let peer = Peer(local: local, remote: remote)
        let access = Access(hosts: ["Node7.example", "0.0.0.0"])
        #expect(access.admits(request, from: peer, to: .thisHost) == sees, "\(name)")
        #expect(access.admits(request, from: peer, to: .everybody), "\(name)")
    }

    @Test func `HTTP/1.0 without a Host sees no details`() throws {
        guard case .request(let request, _) = RequestParser.parse(Array("GET / HTTP/1.0\r\n\r\n".utf8)) else {
            Issue.record("no request")
            return
        }
        #expect(!Access().admits(request, from: Peer(local: Self.loopback, remote: Self.loopback), to: .thisHost))
    }

    @Test(arguments: [
        (":10068", ListenAddress.inet(host: "", port: 10068)),
        (":0", .inet(host: "", port: 0)),
        ("127.0.0.1:80", .inet(host: "127.0.0.1", port: 80)),
        ("[::1]:10068", .inet(host: "::1", port: 10068)),
        ("localhost:1", .inet(host: "localhost", port: 1)),
        ("unix:/run/x.sock", .unix(path: "/run/x.sock")),
        ("unix:/run/x.sock?mode=0660", .unix(path: "/run/x.sock", mode: 0o660)),
        ("unix:/run/x.sock?mode=0600&group=adm", .unix(path: "/run/x.sock", mode: 0o600, group: "adm")),
    ])
    func `a listen address is read and written`(_ text: String, _ address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "10068", "localhost", ":65536", ":-1", ":+1", "::1:80", "[::1]", "[::1:80", "[localhost]:80", "unix:",
        "unix:relative", "unix:/" + String(repeating: "a", count: 108), "http://localhost:80", "a b:80", "localhost:",
        "unix:/x?", "unix:/x?mode=", "unix:/x?mode=8", "unix:/x?mode=1777", "unix:/x?group=", "unix:/x?mode=1&mode=2",
        "unix:/x?a=b",
    ])
    func `a malformed listen address is refused`(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
