// The program as a visitor in the zoo: in its pid namespace, with its /proc and its mounts. There all processes are the
// zoo's, and pids are what the zoo says.

internal import Foundation
internal import Support
internal import Testing

/// A zoo of its own, and the program beside it.
final class Visit {
    let zoo: ZooKeeper
    /// The zoo's process as it is seen from here.
    private let keeper: Int32

    init() throws {
        let zoo = try ZooKeeper(.ownProcesses)
        self.zoo = zoo
        keeper = try eventually("the zoo's process") {
            // The zoo, and not the shell that unshare begins as.
            Int32(try Program.run("pgrep", "--parent", "\(zoo.pid)", "Zoo").output.dropLast())
        }
    }

    /// Words that run a program inside.
    var inside: [String] { ["--target=\(keeper)", "--mount", "--pid"] }

    func run(_ words: String..., as privilege: Privilege = .root) throws -> Finished {
        try Program("/usr/bin/nsenter", inside + privilege.words + [Machine.program] + words).wait(seconds: 60)
    }

    func list(_ words: String...) throws -> [Listed] {
        let result = try Program("/usr/bin/nsenter", inside + [Machine.program, "list", "--format=json"] + words)
            .wait(seconds: 60)
        return try JSONDecoder().decode(Listed.All.self, from: Data(result.output.utf8)).namespaces
    }

    func find(_ animal: Animal) throws -> Listed? {
        try list().first { $0.type == animal.type && $0.inode == animal.inode && $0.id == animal.namespaceID }
    }

    /// The namespace with all its holders.
    func inspect(_ target: String) throws -> Listed {
        let result = try run("inspect", target, "--format=json")
        return try JSONDecoder().decode(Listed.self, from: Data(result.output.utf8))
    }

    /// A daemon inside, to be asked from here: the network is everybody's.
    func serve(_ words: String..., as privilege: Privilege = .root) throws -> Daemon {
        let daemon = try start(words, privilege)
        _ = try eventually("the daemon's first look") { try? daemon.isReady() ? true : nil }
        return daemon
    }

    /// One that is not waited for.
    func start(_ words: String...) throws -> Daemon {
        try start(words, .root)
    }

    private func start(_ words: [String], _ privilege: Privilege) throws -> Daemon {
        let port = Exchange.freePort()
        let serve = ["serve", "--web.listen-address=127.0.0.1:\(port)", "--log.format=logfmt"]
        // No mount namespace for the daemon: it would hold copies of what the zoo has mounted.
        let program = try Program(
            "/usr/bin/nsenter",
            inside + ["sh", "-c", Program.hidingJournal] + privilege.words + [Machine.program] + serve + words)
        return Daemon(program: program, port: port)
    }
}

/// With what right the program runs.
enum Privilege: String, CaseIterable, CustomTestStringConvertible {
    case root, reading, ptraceAlone, none

    var testDescription: String { rawValue }

    private var capabilities: String {
        switch self {
        case .root: "+all"
        case .reading: "-all,+sys_ptrace,+dac_read_search"
        case .ptraceAlone: "-all,+sys_ptrace"
        case .none: "-all"
        }
    }

    /// What gives it up, before the program's own words.
    var words: [String] {
        if self == .root { return [] }
        let sets = ["inh-caps", "ambient-caps", "bounding-set"].map { "--\($0)=\(capabilities)" }
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + sets
    }
}

/// A program that serves.
struct Daemon {
    let program: Program
    let port: UInt16

    func isReady() throws -> Bool {
        try Exchange.get("/-/ready", port: port).contains("Ready")
    }

    func samples() throws -> Samples {
        Samples(try Exchange.get("/metrics", port: port))
    }

    var log: String { program.errors }
}
