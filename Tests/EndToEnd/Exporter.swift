// The built program as a daemon, for tests that talk to it.

internal import Foundation
internal import Support

/// A running `nsexporter serve` on a port of its own.
final class Exporter {
    let program: Program
    let port: UInt16

    init(_ arguments: String...) throws {
        port = Exchange.freePort()
        program = try Program(
            Machine.program, ["serve", "--web.listen-address=127.0.0.1:\(port)"] + arguments)
        let port = port
        _ = try eventually("the program's first look") {
            try? Exchange.get("/-/ready", port: port).contains("Ready") ? true : nil
        }
    }

    func get(_ path: String) throws -> String {
        try Exchange.get(path, port: port)
    }
}
