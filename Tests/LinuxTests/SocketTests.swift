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
        #expect(!Sockets.isLeftOver(unixPath: path))
        do {
            let listener = try Sockets.listen(on: .unix(path: path))
            #expect(!Sockets.isLeftOver(unixPath: path))
            #expect(!Sockets.receivesDatagrams(unixPath: path))
            #expect(Sockets.localAddress(of: listener) == .unix(path: path))
        }
        #expect(Sockets.isLeftOver(unixPath: path))
    }

    @Test func `a socket of another kind is not left over while somebody has it`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        let script =
            "import socket, sys, time; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); "
            + "time.sleep(30)"
        do {
            let owner = try Program("/usr/bin/python3", ["-c", script, path])
            _ = try eventually("the socket") { UnixSocketFile(path: path) == nil ? nil : true }
            #expect(!Sockets.isLeftOver(unixPath: path))
            #expect(Sockets.receivesDatagrams(unixPath: path))
            withExtendedLifetime(owner) {}
        }
        #expect(Sockets.isLeftOver(unixPath: path))
    }

    @Test func `only the socket's own file is removed`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/socket"
        #expect(UnixSocketFile(path: try folder.write("file", "kept\n")) == nil)
        let first = try Sockets.listen(on: .unix(path: path))
        let file = try #require(UnixSocketFile(path: path))
        try folder.remove("socket")
        // The first socket is kept, so that the second cannot have its inode.
        let second = try Sockets.listen(on: .unix(path: path))
        file.remove()
        #expect(UnixSocketFile(path: path) != nil)
        UnixSocketFile(path: path)?.remove()
        #expect(UnixSocketFile(path: path) == nil)
        _ = (Sockets.localAddress(of: first), Sockets.localAddress(of: second))
    }
}
