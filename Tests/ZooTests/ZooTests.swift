// The zoo itself: each animal is what it says, as /proc and the kernel tell somebody else, and leaves nothing behind.

internal import CZoo
internal import Foundation
internal import Support
internal import Testing

@Suite(.serialized, .requires(.root)) struct ZooTests {
    private let zoo: ZooKeeper
    private let folder: TemporaryFolder

    init() throws {
        zoo = try ZooKeeper(.ownMounts)
        folder = try TemporaryFolder()
    }

    /// All that the kernel escapes in a mountinfo, and what it does not.
    private var path: String { "\(folder.path)/a b\tc\\d\ne%20ü" }

    /// By name: what /proc shows of the namespace, with PID, TID, FD, SECOND and PATH for the animal's own; then what
    /// it shows of the second one, as TYPE: HOLDER.
    static let animals: [(name: String, holders: Set<String>, second: String)] = [
        ("process", ["process PID"], ""),
        ("thread", ["thread PID/TID"], "uts: thread PID/TID"),
        ("zombie-leader", ["thread PID/TID"], ""),
        ("zombie-leader-thread", ["thread PID/TID"], ""),
        ("zombie-leader-fd", [], ""),
        ("zombie-leader-socket", [], ""),
        ("user-process", ["process PID"], ""),
        ("fd", ["fd PID/FD"], ""),
        ("fd-path", ["fd PID/FD"], ""),
        ("socket-tcp", [], ""),
        ("socket-unix", [], ""),
        ("socket-netlink", [], ""),
        ("tun", [], ""),
        ("in-flight", ["process PID"], ""),
        ("fd-unmounted", [], ""),
        ("mount", ["mount SECOND PATH"], "mnt: process ZOO"),
        ("mount-elsewhere", ["mount SECOND PATH"], "mnt: process PID"),
        ("mount-processless", [], "mnt: fd PID/FD"),
        ("mount-deep", [], "mnt: mount HOME PATH"),
        ("hidden-user", [], "user: process PID"),
        ("hidden-pid", [], "pid: fd PID/FD"),
        ("time-for-children", ["children PID"], ""),
        ("recycle", ["process PID"], ""),
    ]

    private static let users = ["user-process": "1000"]

    private func animal(_ name: String) throws -> Animal {
        let word = name.contains("mount") || name == "many-holders" ? path : Self.users[name]
        return try zoo.animal(name, word)
    }

    /// A row's words, with the animal's own values in them.
    private func filled(_ text: String, _ animal: Animal) -> String {
        let home = animal.pid.flatMap { Sight.target("/proc/\($0)/ns/mnt") }.flatMap(Sight.inodeNumber) ?? 0
        let values = [
            ("PID", "\(animal.pid ?? 0)"), ("TID", "\(animal.tid ?? 0)"), ("FD", "\(animal.fd ?? -1)"),
            ("SECOND", "\(animal.second ?? 0)"), ("ZOO", "\(zoo.pid)"), ("HOME", "\(home)"),
            ("PATH", animal.path ?? "?"),
        ]
        return values.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }

    private func lives(_ animal: Animal) throws -> Bool? {
        guard let id = animal.namespaceID, let type = animal.type, let inode = animal.inode else { return nil }
        let flags: [String: UInt32] = [
            "net": 0x4000_0000, "pid": 0x2000_0000, "time": 0x80, "user": 0x1000_0000, "uts": 0x0400_0000,
        ]
        return zoo_namespace_lives(id, try #require(flags[type]), inode) == 1
    }

    @Test(arguments: animals)
    func `an animal is what it says, and then is gone`(
        _ name: String, _ holders: Set<String>, _ second: String
    ) throws {
        let animal = try animal(name)
        let type = try #require(animal.type)
        let inode = try #require(animal.inode)
        #expect(Sight.holders(type, inode) == Set(holders.map { filled($0, animal) }))
        if !second.isEmpty {
            let parts = second.split(separator: ": ")
            let found = Sight.holders(String(parts[0]), try #require(animal.second))
            #expect(found == [filled(String(parts[1]), animal)])
        }
        // Before 6.18 there is no id, and nothing to ask.
        let livesBefore = try lives(animal) ?? true
        #expect(livesBefore)

        let gone = try zoo.free(animal)
        #expect(gone ?? true)
        let livesAfter = try lives(animal) ?? false
        #expect(!livesAfter)
        #expect(Sight.holders(type, inode) == [])
        if let pid = animal.pid { #expect(kill(pid, 0) == -1 && errno == ESRCH) }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == [])
    }

    @Test(arguments: [
        ("process", "ns/net"), ("fd", "fd/FD"), ("user-process", "ns/net"), ("zombie-leader", "task/TID/ns/net"),
        ("thread", "task/TID/ns/net"), ("time-for-children", "ns/time_for_children"), ("recycle", "ns/uts"),
    ])
    func `the kernel names the same owner`(_ name: String, _ place: String) throws {
        let animal = try animal(name)
        let descriptor = unsafe open("/proc/\(animal.pid ?? 0)/\(filled(place, animal))", O_RDONLY)
        defer { close(descriptor) }
        #expect(Sight.inode(descriptor) == animal.inode)
        #expect(Sight.related(descriptor, 0xb701) == animal.owner)
        if name == "user-process" {
            let user = try #require(Sight.target("/proc/\(animal.pid ?? 0)/ns/user"))
            #expect(animal.owner == Sight.inodeNumber(user))
            let status = try String(contentsOfFile: "/proc/\(animal.pid ?? 0)/status", encoding: .utf8)
            #expect(status.contains("Uid:\t1000\t1000\t1000\t1000"))
        }
    }

    @Test(arguments: ["socket-tcp", "socket-unix", "socket-netlink", "tun"])
    func `a socket is of the namespace that nobody is in`(_ name: String) throws {
        let animal = try animal(name)
        let network = zoo_network_of(try #require(animal.pid), try #require(animal.fd))
        defer { close(network) }
        #expect(Sight.inode(network) == animal.inode)
        #expect(Sight.related(network, 0xb701) == animal.owner)
    }

    @Test func `what is in flight waits in a queue`() throws {
        let animal = try zoo.animal("in-flight")
        let queue = try String(
            contentsOfFile: "/proc/\(animal.facts["queue-pid"] ?? "")/fdinfo/\(animal.fd ?? -1)", encoding: .utf8)
        #expect(queue.contains(/scm_fds:\s+1\n/))
    }

    @Test(arguments: [("zombie-leader"), ("zombie-leader-thread")])
    func `a zombie leads`(_ name: String) throws {
        let animal = try zoo.animal(name)
        let pid = try #require(animal.pid)
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        #expect(status.contains("State:\tZ (zombie)"))
        #expect(Sight.target("/proc/\(pid)/ns/net") == nil)
        #expect(Set(Sight.numbers("/proc/\(pid)/task")) == [pid, try #require(animal.tid)])
    }

    @Test func `a zombie's descriptors are its threads'`() throws {
        let animal = try zoo.animal("zombie-leader-fd")
        let (pid, tid, fd) = try (#require(animal.pid), #require(animal.tid), #require(animal.fd))
        #expect(Sight.target("/proc/\(pid)/fd/\(fd)") == nil)
        #expect(Sight.target("/proc/\(tid)/fd/\(fd)") == "net:[\(animal.inode ?? 0)]")
    }

    @Test(arguments: [("mount-processless", "/proc/PID/fd/FD"), ("mount-deep", "PATH")])
    func `a mount namespace without a process holds a mount`(_ name: String, _ door: String) throws {
        let animal = try animal(name)
        let look = try Program.run(
            "nsenter", "--target=\(animal.pid ?? 0)", "--mount", "nsenter", "--mount=\(filled(door, animal))", "cat",
            "/proc/self/mountinfo")
        let mounts = Sight.mounts(of: "net:[\(animal.inode ?? 0)]", in: look.output)
        #expect(mounts == [animal.path], "\(look.errors)")
    }

    @Test(arguments: [("hidden-user", "ns/user"), ("hidden-pid", "fd/FD")])
    func `a hidden parent is found from its child`(_ name: String, _ child: String) throws {
        let animal = try zoo.animal(name)
        let descriptor = unsafe open("/proc/\(animal.pid ?? 0)/\(filled(child, animal))", O_RDONLY)
        defer { close(descriptor) }
        #expect(Sight.inode(descriptor) == animal.second)
        #expect(Sight.related(descriptor, 0xb702) == animal.inode)
    }

    @Test func `a pid namespace is seen with its first child, and stays after it`() throws {
        let charged = try zoo.animal("pid-for-children")
        let pid = try #require(charged.pid)
        let link = "/proc/\(pid)/ns/pid_for_children"
        #expect(charged.inode == nil && charged.facts["charged"] == "1")
        #expect(Sight.target(link) == nil)

        let first = try zoo.poke(charged)
        let inode = try #require(first.inode)
        let child: Int32 = try #require(first.number("first"))
        #expect(Sight.holders("pid", inode) == ["process \(child)", "children \(pid)"])

        let dead = try zoo.poke(first)
        #expect(Sight.holders("pid", inode) == ["children \(pid)"])
        #expect(throws: ZooKeeper.Refused.self) { try zoo.poke(dead) }
        let gone = try zoo.free(dead)
        #expect(gone ?? true)
        #expect(Sight.holders("pid", inode) == [])
    }

    @Test func `a first child ends with its animal`() throws {
        let animal = try zoo.poke(try zoo.animal("pid-for-children"))
        let child: Int32 = try #require(animal.number("first"))
        try zoo.free(animal)
        #expect(kill(child, 0) == -1 && errno == ESRCH)
    }

    @Test func `many holders go one after the other`() throws {
        let animal = try animal("many-holders")
        let inode = try #require(animal.inode)
        let socketPID: Int32 = try #require(animal.number("socket-pid"))
        var holders: Set = [
            "process \(animal.pid ?? 0)", "fd \(animal.facts["fd-pid"] ?? "")/\(animal.fd ?? -1)",
            filled("mount SECOND PATH", animal),
        ]
        #expect(Sight.holders("net", inode) == holders)
        let network = zoo_network_of(socketPID, try #require(animal.number("socket")))
        #expect(Sight.inode(network) == inode)
        close(network)
        for holder in ["process", "fd", "mount"] {
            try zoo.free(animal, holder)
            holders = holders.filter { !$0.hasPrefix("\(holder) ") }
            #expect(Sight.holders("net", inode) == holders)
            let alive = try lives(animal) ?? true
            #expect(alive, "after \(holder)")
        }
        try zoo.free(animal, "socket")
        #expect(throws: ZooKeeper.Refused.self) { try zoo.free(animal, "socket") }
        let gone = try zoo.free(animal)
        #expect(gone ?? true)
    }

    @Test func `a recycled inode has another id`() throws {
        let old = try zoo.animal("recycle")
        let new = try zoo.poke(old)
        #expect(old.inode == new.inode && old.pid != new.pid)
        #expect(new.namespaceID == nil || old.namespaceID != new.namespaceID)
        #expect(try #require(new.number("tries") as Int?) >= 1)
    }

    @Test func `great numbers are counted`() throws {
        let threads = try zoo.animal("threads", "500")
        #expect(Sight.numbers("/proc/\(threads.pid ?? 0)/task").count == 501)
        let descriptors = try zoo.animal("descriptors", "5000")
        let links = Sight.numbers("/proc/\(descriptors.pid ?? 0)/fd").filter {
            Sight.target("/proc/\(descriptors.pid ?? 0)/fd/\($0)") == "/dev/null"
        }
        #expect(links.count == 5_000)
    }

    @Test(
        arguments: [
            ("nonsense", nil, "there is no animal"), ("mount", "relative", "absolute"), ("mount", nil, "absolute"),
            ("mount-deep", "/nonexistent/x", "errno 2"), ("threads", "-1", "between 1"),
            ("user-process", "me", "a number"),
        ] as [(String, String?, String)])
    func `what cannot be is refused with a reason`(_ name: String, _ word: String?, _ reason: String) throws {
        let error = #expect(throws: ZooKeeper.Refused.self) { try zoo.animal(name, word) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test(arguments: [ZooKeeper.Setting.shared, .ownMounts, .ownProcesses])
    func `a closed zoo leaves nothing`(_ setting: ZooKeeper.Setting) throws {
        var inodes: [UInt32] = []
        do {
            let zoo = try ZooKeeper(setting)
            try zoo.make("net", 3)
            for name in ["fd", "many-holders", "mount-deep", "thread"] {
                let word = name.hasPrefix("m") ? "\(folder.path)/\(name)" : nil
                inodes.append(try #require(try zoo.animal(name, word).inode))
            }
            // Process 1 is the zoo there.
            let isInside = setting == .ownProcesses
            #expect((try #require(try zoo.animal("process").pid) < 100) == isInside)
        }
        // Mount namespaces that other tests made meanwhile have copies of its mounts, and end with those tests.
        for inode in inodes {
            _ = try eventually(seconds: 60, "nobody") { Sight.holders("net", inode).isEmpty ? true : nil }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == [])
    }
}
