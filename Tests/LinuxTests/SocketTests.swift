// Addresses as values, and real sockets.

internal import Support
internal import Testing

@testable import Linux

@Suite struct SocketTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:80", true),
        ("127.255.255.254", "127.255.255.254:80", true),
        ("128.0.0.1", "128.0.0.1:80", false),
        ("0.0.0.0", "0.0.0.0:80", false),
        ("::1", "[::1]:80", true),
        ("::ffff:127.0.0.1", "[::ffff:127.0.0.1]:80", true),
        ("::ffff:10.0.0.1", "[::ffff:10.0.0.1]:80", false),
        ("::", "[::]:80", false),
        ("fe80::1", "[fe80::1]:80", false),
    ])
    func `a literal is read, written and judged`(_ literal: String, _ text: String, _ isLoopback: Bool) throws {
        let address = try #require(SocketAddress(literal: literal, port: 80))
        #expect(address.description == text)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "localhost", "256.1.1.1", "1.2.3", "::g", "[::1]", "127.0.0.1 "])
    func `what is no literal is refused`(_ text: String) {
        #expect(SocketAddress(literal: text, port: 80) == nil)
    }

    @Test func `a connection knows both its ends`() throws {
        let listener = try Sockets.listen(on: .inet4(0x7f00_0001, port: 0))
        let bound = Sockets.localAddress(of: listener)
        let port = try #require(bound.port)
        #expect(port > 0)
        if try Sockets.accept(from: listener) != nil { Issue.record("a connection before there was one") }
        let client = try Exchange(port: port)
        guard let accepted = try Sockets.accept(from: listener) else {
            Issue.record("no connection")
            return
        }
        #expect(accepted.peer.isLoopback)
        #expect(Sockets.localAddress(of: accepted.takeSocket()) == bound)
        withExtendedLifetime(client) {}
    }

    @Test func `a taken address is an error`() throws {
        let first = try Sockets.listen(on: .inet4(0x7f00_0001, port: 0))
        let address = Sockets.localAddress(of: first)
        #expect(throws: SystemError("listen on", address.description, .addressInUse)) {
            _ = try Sockets.listen(on: address)
        }
    }

    @Test func `a unix socket is alive as long as somebody listens`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        #expect(!Sockets.isAlive(unixPath: path, datagram: false))
        do {
            let listener = try Sockets.listen(on: .unix(path: path))
            #expect(Sockets.isAlive(unixPath: path, datagram: false))
            #expect(Sockets.localAddress(of: listener) == .unix(path: path))
        }
        #expect(!Sockets.isAlive(unixPath: path, datagram: false))
    }

    @Test func `only a socket's file is removed`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("file", "kept\n")
        Sockets.removeUnixSocket(file)
        #expect(try File.readText(file) == "kept\n")
    }
}
