// A pid namespace of its own with its own /proc, in which the program runs beside a zoo: there, counts are exact,
// because nobody else is in it. But mounts are read everywhere on the host: tests that count leave that source out.

internal import Foundation
internal import Support

/// The program and the zoo, alone with each other.
final class Stage {
    private let zoo: Program
    let port: UInt16

    /// Starts both. The zoo is process 1 there: at its end the kernel ends the program too.
    init(_ arguments: String...) throws {
        port = Exchange.freePort()
        let serve = [Machine.program, "serve", "--web.listen-address=127.0.0.1:\(port)"] + arguments
        zoo = try Program.withoutJournal(
            "/usr/bin/unshare",
            [
                "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c",
                "zoo=$1; shift; \"$@\" </dev/null & exec \"$zoo\"", "sh", Machine.zoo,
            ] + serve)
        let port = port
        _ = try eventually("the program's first look") {
            try? Exchange.get("/-/ready", port: port).contains("Ready") ? true : nil
        }
    }

    /// What the program wrote to standard error.
    var log: String { zoo.errors }

    /// The program's pid in this process's pid namespace.
    var programID: Int32 {
        get throws {
            let pids = try Program.run("pgrep", "--full", "listen-address=127.0.0.1:\(port)", "--newest").output
            guard let pid = Int32(pids.split(separator: "\n").last ?? "") else {
                throw ZooError(description: "the program is not among the processes")
            }
            return pid
        }
    }

    func samples() throws -> Samples {
        Samples(try Exchange.get("/metrics", port: port))
    }

    func make(_ type: String, _ count: Int) throws {
        try command("make \(type) \(count)")
    }

    func end() throws {
        try command("end")
    }

    private func command(_ line: String) throws {
        try zoo.say(line)
        let answer = try zoo.nextLine()
        guard answer == "ok" else { throw ZooError(description: "the zoo says to '\(line)': \(answer)") }
    }

    struct ZooError: Error, CustomStringConvertible {
        let description: String
    }
}
