// One conversation with an HTTP server, byte by byte: what a real client library would hide or correct is what tests of
// a server are about.

internal import Foundation

/// An open connection to a server.
package final class Exchange {
    private let descriptor: Int32

    /// Connects to 127.0.0.1.
    package init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw TimedOut(description: "cannot connect to port \(port): errno \(errno)") }
        // No read waits longer than any deadline under test.
        var time = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
    }

    /// Sends all of it; false where the other end takes nothing any more.
    @discardableResult
    package func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Reads until the server closes, or `enough` says so.
    package func receive(until enough: (String) -> Bool = { _ in false }) -> String {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !enough(String(decoding: received, as: UTF8.self)) {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received.append(contentsOf: buffer[..<count])
        }
        return String(decoding: received, as: UTF8.self)
    }

    /// Reads one answer, as long as its Content-Length says.
    package func receiveAnswer() -> String {
        receive { received in
            guard let end = received.firstRange(of: "\r\n\r\n"),
                let length = received.firstMatch(of: /Content-Length: (\d+)/).flatMap({ Int($0.1) })
            else { return false }
            return received[end.upperBound...].utf8.count >= length
        }
    }

    /// Sends one request that ends the connection, and returns the whole answer.
    package static func answer(port: UInt16, _ request: String) throws -> String {
        let exchange = try Exchange(port: port)
        exchange.send(request)
        return exchange.receive()
    }

    /// Sends requests of which the last ends the connection, and passes over the answers.
    package static func discard(port: UInt16, _ requests: String) throws {
        let exchange = try Exchange(port: port)
        exchange.send(requests)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while unsafe recv(exchange.descriptor, &buffer, buffer.count, 0) > 0 {}
    }

    /// The content at a path.
    package static func get(_ path: String, port: UInt16) throws -> String {
        let answer = try answer(
            port: port, "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        guard let end = answer.firstRange(of: "\r\n\r\n") else { return "" }
        return String(answer[end.upperBound...])
    }

    /// A port of 127.0.0.1 that was free just now.
    package static func freePort() -> UInt16 {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(probe, $0, length)
                _ = unsafe getsockname(probe, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}
