// What discovery finds of the zoo, animal by animal: who holds it, who owns it, and that it is gone when it goes.

internal import Foundation
internal import Support
internal import Testing

extension OneKernel {
    @Suite struct DiscoveryTests {
        private let visit: Visit
        private let folder: TemporaryFolder

        init() throws {
            visit = try Visit()
            folder = try TemporaryFolder()
        }

        /// All that the kernel escapes in a mountinfo, and what it does not.
        private var path: String { "\(folder.path)/a b\tc\\d\ne%20ü" }

        private func animal(_ name: String) throws -> Animal {
            let words = ["user-process": "1000"]
            let isMounted = name.contains("mount") || name == "many-holders"
            return try visit.zoo.animal(name, isMounted ? path : words[name])
        }

        /// A row's words, with the animal's own values in them.
        private func filled(_ text: String, _ animal: Animal) -> String {
            let values = [
                ("FDPID", animal.facts["fd-pid"] ?? ""), ("SOCKETPID", animal.facts["socket-pid"] ?? ""),
                ("PID", "\(animal.pid ?? 0)"), ("TID", "\(animal.tid ?? 0)"), ("FD", "\(animal.fd ?? -1)"),
                ("SOCKET", animal.facts["socket"] ?? ""), ("SECOND", "\(animal.second ?? 0)"),
                ("PATH", animal.path ?? "?"),
            ]
            return values.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        }

        /// Those that the zoo's processes hold. Mounts are read everywhere on the host, where other tests mount too.
        private func ours(_ list: [Listed]) -> Set<String> {
            Set(list.filter { ["process", "thread", "fd", "socket"].contains($0.holder) }.map(\.identity))
        }

        /// The animal, and all who hold it, strongest first.
        private static let animals: [(name: String, holders: [String])] = [
            ("process", ["process PID"]),
            ("thread", ["thread PID/TID"]),
            ("zombie-leader", ["thread PID/TID"]),
            ("zombie-leader-thread", ["thread PID/TID"]),
            ("user-process", ["process PID"]),
            ("fd", ["fd PID/FD"]),
            ("fd-path", ["fd PID/FD"]),
            ("fd-unmounted", ["fd PID/FD"]),
            ("socket-tcp", ["socket PID/FD"]),
            ("socket-unix", ["socket PID/FD"]),
            ("socket-netlink", ["socket PID/FD"]),
            ("tun", ["socket PID/FD"]),
            ("mount", ["mount SECOND PATH"]),
            ("mount-elsewhere", ["mount SECOND PATH"]),
            ("mount-processless", ["mount SECOND PATH"]),
            ("mount-deep", ["mount SECOND PATH"]),
            ("hidden-user", ["child user:[SECOND]"]),
            ("hidden-pid", ["child pid:[SECOND]"]),
            ("time-for-children", ["process PID"]),
            ("many-holders", ["process PID", "fd FDPID/FD", "socket SOCKETPID/SOCKET", "mount SECOND PATH"]),
        ]

        @Test(arguments: animals)
        func `an animal is found with its holders and its owner, and is gone when it goes`(
            _ name: String, _ holders: [String]
        ) throws {
            let before = ours(try visit.list())
            let animal = try animal(name)
            let found = try #require(try visit.find(animal))
            let expected = holders.map { filled($0, animal) }
            #expect(found.holder == expected[0].prefix { $0 != " " })
            #expect(found.owner == animal.owner)
            let inspected = try visit.inspect("\(animal.type ?? ""):[\(animal.inode ?? 0)]")
            #expect(inspected.holders?.map(\.words) == expected)
            #expect(inspected.identity == found.identity)

            let gone = try visit.zoo.free(animal)
            #expect(gone == true)
            #expect(try visit.find(animal) == nil)
            // A second namespace may be freed a moment later.
            _ = try eventually("the namespaces of before") { ours(try visit.list()) == before ? true : nil }
        }

        @Test func `what a mount elsewhere holds is found through a mount namespace that a mount holds`() throws {
            let animal = try animal("mount-deep")
            let second = try #require(try visit.list().first { $0.type == "mnt" && $0.inode == animal.second })
            #expect(second.holder == "mount")
            let home = try visit.inspect("mnt:[\(second.inode)]").holders?.first
            #expect(home?.path == path && home?.mountNamespace != second.inode)
        }

        @Test func `a user namespace tells its creator and its depth`() throws {
            let animal = try animal("hidden-user")
            let hidden = try #require(try visit.find(animal))
            #expect(hidden.depth == 1 && hidden.ownerUid == 0 && hidden.parent == hidden.owner)
            let child = try #require(try visit.list().first { $0.type == "user" && $0.inode == animal.second })
            #expect(child.depth == 2 && child.parent == animal.inode)
        }

        @Test func `a pid namespace is found with its first child, and stays after it`() throws {
            let charged = try visit.zoo.animal("pid-for-children")
            let pid = try #require(charged.pid)
            let before = try visit.list().filter { $0.type == "pid" }.count
            let first = try visit.zoo.poke(charged)
            let child: Int32 = try #require(first.number("first"))
            let inspected = try visit.inspect("pid:[\(first.inode ?? 0)]")
            #expect(inspected.holders?.map(\.words) == ["process \(pid)", "process \(child)"])
            #expect(inspected.pid == child)
            let dead = try visit.zoo.poke(first)
            let left = try #require(try visit.find(dead))
            #expect(left.holder == "process" && left.pid == pid)
            let gone = try visit.zoo.free(dead)
            #expect(gone == true)
            #expect(try visit.list().filter { $0.type == "pid" }.count == before)
        }

        @Test func `many holders go one after the other, and the strongest left is told`() throws {
            let animal = try animal("many-holders")
            for (freed, next) in [("process", "fd"), ("fd", "socket"), ("socket", "mount")] {
                try visit.zoo.free(animal, freed)
                #expect(try visit.find(animal)?.holder == next)
            }
            let gone = try visit.zoo.free(animal)
            #expect(gone == true)
            #expect(try visit.find(animal) == nil)
        }

        @Test func `a namespace in flight lives on as unknown and unattended`() throws {
            let daemon = try visit.serve("--collector.min-scan-interval=0")
            let animal = try animal("in-flight")
            let unknown = "linux_namespaces_held{nstype=\"net\",holder=\"unknown\"}"
            let unattended = "linux_namespaces_unattended{nstype=\"net\"}"
            let deleted = "linux_namespaces_deleted_total{nstype=\"net\"}"
            let before = try daemon.samples()
            try visit.zoo.free(animal, "process")
            let after = try daemon.samples()
            #expect(after[unknown] == (before[unknown] ?? 0) + 1)
            #expect(after[unattended] == (before[unattended] ?? 0) + 1)
            #expect(after["linux_namespaces_unattended_oldest_timestamp_seconds{nstype=\"net\"}"] != nil)
            #expect(after[deleted] == before[deleted])
            let gone = try visit.zoo.free(animal)
            #expect(gone == true)
            let end = try daemon.samples()
            #expect(end[unknown] == before[unknown])
            #expect(!daemon.log.contains("error"))
        }

        @Test func `a recycled inode is another namespace`() throws {
            let daemon = try visit.serve("--collector.min-scan-interval=0")
            let added = "linux_namespaces_added_total{nstype=\"uts\"}"
            let deleted = "linux_namespaces_deleted_total{nstype=\"uts\"}"
            let first = try visit.zoo.animal("recycle")
            let before = try daemon.samples()
            let second = try visit.zoo.poke(first)
            #expect(first.inode == second.inode && first.namespaceID != second.namespaceID)
            let after = try daemon.samples()
            #expect(after["linux_namespaces{nstype=\"uts\"}"] == before["linux_namespaces{nstype=\"uts\"}"])
            #expect(after[added] == (before[added] ?? 0) + 1)
            #expect(after[deleted] == (before[deleted] ?? 0) + 1)
        }
    }
}
