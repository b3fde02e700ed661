// Keeps the house: who may import whom, how long a line may be, and that every file says what it is for.

internal import Foundation
internal import Support
internal import Testing

@Suite struct TidyTests {
    /// The arrows between our targets, C modules included, as the design draws them. A target that is not here, or an
    /// import that is not in its row, is a finding.
    private static let arrows: [String: Set<String>] = [
        "Linux": ["CLinux", "Glibc"],
        "Namespaces": [],
        "JSON": [],
        "Exposition": ["CZlib"],
        "ProcFS": ["Linux", "Namespaces"],
        "NSFS": ["CJoin", "CLinux", "Linux", "Namespaces"],
        "Netlink": ["CLinux", "Linux"],
        "Monitor": ["Linux", "NSFS", "Namespaces", "Netlink", "ProcFS"],
        "HTTP": ["Linux"],
        "Journal": ["CSystemd", "JSON", "Linux", "Logging"],
        "Exporter": [
            "CStamp", "Exposition", "HTTP", "JSON", "Journal", "Linux", "Logging", "Monitor", "Namespaces", "ProcFS",
        ],
        "nsexporter": ["ArgumentParser", "Exporter"],
    ]

    /// Modules that any target may import.
    private static let everywhere: Set<String> = ["Synchronization"]

    private struct File {
        /// From the checkout's top.
        let path: String
        let lines: [Substring]

        var name: String { String(path.split(separator: "/").last ?? "") }
    }

    private func file(_ path: String) throws -> File {
        File(path: path, lines: try Machine.contents(path).split(separator: "\n", omittingEmptySubsequences: false))
    }

    private func files(below folder: String, ending: [String]) throws -> [File] {
        let top = Machine.path(folder)
        let names = try #require(FileManager.default.enumerator(atPath: top))
        return try names.compactMap { $0 as? String }.sorted().compactMap { name in
            guard ending.contains(where: name.hasSuffix), !name.contains(".build") else { return nil }
            return try file("\(folder)/\(name)")
        }
    }

    private func sources() throws -> [File] {
        let found = try files(below: "Sources", ending: [".swift", ".h"])
        #expect(found.count > 50)
        return found
    }

    private func target(of file: File) -> String {
        let parts = file.path.split(separator: "/")
        return String(parts[1] == "C" ? parts[2] : parts[1])
    }

    @Test func `imports follow the arrows`() throws {
        for file in try sources() where file.name.hasSuffix(".swift") {
            let target = target(of: file)
            let allowed = try #require(Self.arrows[target], "\(target) has no row").union(Self.everywhere)
            for line in file.lines {
                guard
                    let module = line.firstMatch(
                        of: /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+(?:\w+\s+)?(\w+)/)?.1
                else {
                    continue
                }
                #expect(allowed.contains(String(module)), "\(file.path): \(line)")
            }
        }
    }

    @Test func `no room is empty, and none is unknown`() throws {
        let rooms = Set(try sources().filter { $0.name.hasSuffix(".swift") }.map(target))
        #expect(rooms == Set(Self.arrows.keys))
    }

    @Test func `no line is longer than 120 columns`() throws {
        let all =
            try sources() + files(below: "Tests", ending: [".swift", ".h", ".c", ".tree", "run", "discovery"])
            + files(below: "deploy", ending: ["run", "steps"]) + files(below: ".ci", ending: ["run"])
            + [try file("Package.swift"), try file("CHANGELOG.md"), try file("README.md")]
        for file in all {
            for (index, line) in file.lines.enumerated() where line.count > 120 {
                Issue.record("\(file.path):\(index + 1) has \(line.count) columns")
            }
        }
    }

    @Test func `every file begins with what it is for`() throws {
        for file in try sources() + files(below: "Tests", ending: [".swift", ".h", ".c"]) {
            let first = try #require(file.lines.first)
            #expect(first.hasPrefix("// ") && first.count > 20, "\(file.path)")
        }
    }

    @Test func `every source file holds the type that it is named after`() throws {
        for file in try sources() where file.name.hasSuffix(".swift") && file.name != "Bytes.swift" {
            let name = file.name.dropLast(".swift".count)
            let pattern = try Regex(#"\b(struct|enum|class|protocol|actor)\s+\#(name)\b"#)
            #expect(file.lines.contains { $0.contains(pattern) }, "\(file.path)")
        }
    }

    @Test func `no type is named as a target`() throws {
        let names = Self.arrows.keys.joined(separator: "|")
        let pattern = try Regex(#"\b(struct|enum|class|protocol|actor|typealias)\s+(\#(names))\b"#)
        for file in try sources() {
            for line in file.lines { #expect(!line.contains(pattern), "\(file.path): \(line)") }
        }
    }

    /// Each of these would undo a decision that the whole house rests on.
    @Test(arguments: [
        ("#define _GNU_SOURCE", "its glibc types differ from those of Swift's Glibc module"),
        ("import Foundation", "it brings 40 MB and ICU"),
        ("unchecked Sendable", "it needs a proof beside it"),
        ("try!", "an error is thrown, not trapped"),
        ("fatalError(", "the daemon does not end by itself"),
        (" print(\"", "results go through Console, the log through the logger"),
    ])
    func `what is banned does not come back`(_ text: String, _ reason: String) throws {
        for file in try sources() {
            for line in file.lines where line.contains(text) {
                Issue.record("\(file.path): \(line): \(reason)")
            }
        }
    }
}
