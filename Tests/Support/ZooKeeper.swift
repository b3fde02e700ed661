// A zoo of the test's own (Tests/Zoo). It is closed, and nothing is left of it, when the test lets go of it.

internal import Foundation

/// Asks the zoo for animals. Needs root.
package final class ZooKeeper {
    /// What the zoo shares with the test.
    package enum Setting: Sendable {
        /// All.
        case shared
        /// All but its mounts, of which no other test can make copies that would hold a namespace longer.
        case ownMounts
        /// Neither mounts nor processes: a pid namespace with its own /proc, where the zoo is process 1 and pids are
        /// not those that the test sees.
        case ownProcesses
    }

    /// What the zoo said instead of "ok".
    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    private let zoo: Program

    package init(_ setting: Setting = .shared) throws {
        zoo =
            switch setting {
            case .shared: try Program(Machine.zoo, [])
            case .ownMounts: try Program("/usr/bin/unshare", ["--mount", Machine.zoo])
            case .ownProcesses:
                try Program(
                    "/usr/bin/unshare", ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child", Machine.zoo])
            }
    }

    deinit {
        // At the end of its input it ends all, its mounts too, which its mere death would leave. The first answer says
        // that it is the zoo by now, not unshare.
        _ = try? ask("end")
        _ = try? zoo.wait()
    }

    /// The zoo, or the unshare that waits for it in a pid namespace of its own.
    package var pid: Int32 { zoo.pid }

    /// Makes an animal.
    /// - Parameter word: the path, user or count that some want.
    /// - Throws: `Refused`, with the zoo's reason.
    package func animal(_ name: String, _ word: String? = nil) throws -> Animal {
        let facts = try ask(["animal", name, word.map(Self.escaped)].compactMap { $0 }.joined(separator: " "))
        guard let id = facts["id"].flatMap({ Int($0) }) else { throw Refused(description: "a \(name) has no number") }
        return Animal(id: id, facts: facts)
    }

    /// Has an animal do its next step. Returns it as it is then; its `facts` hold what the step told over what was
    /// known.
    package func poke(_ animal: Animal) throws -> Animal {
        animal.with(try ask("poke \(animal.id)"))
    }

    /// Ends an animal. Returns whether its namespace is gone; nil where the kernel does not tell.
    @discardableResult
    package func free(_ animal: Animal) throws -> Bool? {
        try ask("free \(animal.id)")["gone"].map { $0 == "1" }
    }

    /// Takes one holder of an animal away: `process`, `fd`, `socket` or `mount`.
    package func free(_ animal: Animal, _ holder: String) throws {
        _ = try ask("free \(animal.id) \(holder)")
    }

    /// Makes that many plain namespaces, each with a process.
    package func make(_ type: String, _ count: Int) throws {
        _ = try ask("make \(type) \(count)")
    }

    /// A user namespace in which users 0 to 15 are: 100000 to 100015 here.
    package func base() throws -> Animal {
        Animal(id: 0, facts: try ask("base"))
    }

    /// A namespace that a user makes in a base, or user 0 in a user namespace that was planted; nil: root of the host.
    /// - Returns: nil where the kernel refuses it for a limit (ENOSPC).
    package func plant(_ type: String, in holder: Animal, user: UInt32? = 0) throws -> Animal? {
        do {
            return Animal(id: 0, facts: try ask("plant \(holder.pid ?? 0) \(user.map { "\($0)" } ?? "-") \(type)"))
        } catch let refused as Refused where refused.description.hasSuffix("errno 28") {
            return nil
        }
    }

    /// Sets a limit of the user namespace of a base, or of one that was planted.
    package func limit(_ type: String, in holder: Animal, to value: Int) throws {
        _ = try ask("limit \(holder.pid ?? 0) \(type) \(value)")
    }

    /// Ends all that were made.
    package func end() throws {
        _ = try ask("end")
    }

    private func ask(_ line: String) throws -> [String: String] {
        try zoo.say(line)
        let answer = try zoo.nextLine(seconds: 30)
        let words = answer.split(separator: " ")
        guard words.first == "ok" else { throw Refused(description: "the zoo says to '\(line)': \(answer)") }
        let pairs = words.dropFirst().map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { _, last in last }
    }

    /// White space, control characters and the percent sign as %XX.
    private static func escaped(_ word: String) -> String {
        word.utf8.reduce(into: "") { text, byte in
            let mustBe = byte <= 0x20 || byte >= 0x7f || byte == 0x25
            text += mustBe ? String(format: "%%%02X", Int(byte)) : String(UnicodeScalar(byte))
        }
    }
}
