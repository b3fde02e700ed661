// Animals that are held by processes and threads: in odd places, of other users, and in great numbers.

internal import CZoo
internal import Glibc

/// Makers of animals whose holders have links in /proc.
enum Processes {
    /// A child in a new net namespace.
    static func process() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try Namespace.unshare("net")
                return try Namespace.facts("net", "/proc/self/ns/net")
            })
    }

    /// A child outside, whose second thread alone is in a new net namespace, and in a new uts namespace (`second`).
    static func thread() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try lonelyThread("net", "uts")
            })
    }

    /// A zombie leader and a thread that lives, both in a new net namespace; the leader's links are gone.
    static func zombieLeader() throws(Refusal) -> Animal {
        let made = try Child.make(then: { zoo_end_thread() }) { () throws(Refusal) in
            try Namespace.unshare("net")
            let facts = try Namespace.facts("net", "/proc/self/ns/net")
            return facts.with(Facts(["tid": String(try done("thread", zoo_thread(0)))]))
        }
        return try afterLeader(made)
    }

    /// A zombie leader, and a thread that lives in a new net namespace, where the leader never was.
    static func zombieLeaderThread() throws(Refusal) -> Animal {
        let made = try Child.make(then: { zoo_end_thread() }) { () throws(Refusal) in try lonelyThread("net") }
        return try afterLeader(made)
    }

    /// A zombie leader and a thread that lives, both outside; the thread alone still has the descriptor `fd` that both
    /// shared.
    static func zombieLeader(holding make: @Sendable () throws(Refusal) -> CInt) throws(Refusal) -> Animal {
        let made = try Child.make(then: { zoo_end_thread() }) { () throws(Refusal) in
            let facts = try Namespace.inNewNetwork { () throws(Refusal) in Facts(["fd": String(try make())]) }
            return facts.with(Facts(["tid": String(try done("thread", zoo_thread(0)))]))
        }
        return try afterLeader(made)
    }

    /// A child of the user, in a user namespace of its own, which owns its net namespace.
    static func user(_ name: String?) throws(Refusal) -> Animal {
        guard let user = name.flatMap(UInt32.init) else { throw Refusal("a user is a number") }
        return Animal(
            try Child.make { () throws(Refusal) in
                try done("setresuid", zoo_become(user))
                try Namespace.unshare("user", "net")
                try map(user, "uid_map")
                return try Namespace.facts("net", "/proc/self/ns/net")
            })
    }

    /// A child with that many threads beside its leader.
    static func threads(_ count: String?) throws(Refusal) -> Animal {
        let count = try number(count, upTo: 20_000)
        return Animal(
            try Child.make { () throws(Refusal) in
                for _ in 0..<count { try done("thread", zoo_thread(0)) }
                return Facts()
            })
    }

    /// Gives the caller's user or group the same number in its new user namespace: user_namespaces(7), of which
    /// `uid_map` and `gid_map` are the files; or another one `inside`. The number is the one from before, as there is
    /// none inside yet.
    static func map(_ number: UInt32, to inside: UInt32? = nil, _ file: String) throws(Refusal) {
        // A group of one's own may be mapped once setgroups is given up.
        if file == "gid_map" { try write("deny", "setgroups") }
        try write("\(inside ?? number) \(number) 1", file)
    }

    private static func write(_ text: String, _ file: String) throws(Refusal) {
        let descriptor = try Namespace.open("/proc/self/\(file)", O_WRONLY)
        let bytes = Array(text.utf8)
        try done("write of \(file)", CInt(unsafe Glibc.write(descriptor, bytes, bytes.count)))
        close(descriptor)
    }

    /// A count in an argument.
    static func number(_ word: String?, upTo limit: Int) throws(Refusal) -> Int {
        guard let number = word.flatMap(Int.init), (1...limit).contains(number) else {
            throw Refusal("a count is between 1 and \(limit)")
        }
        return number
    }

    /// Makes a thread that alone is in new namespaces; the second type's is the fact `second`.
    private static func lonelyThread(_ type: String, _ second: String? = nil) throws(Refusal) -> Facts {
        let flags = [type, second ?? ""].reduce(0) { $0 | (Namespace.flags[$1] ?? 0) }
        let thread = try done("thread", zoo_thread(CInt(flags)))
        let links = "/proc/self/task/\(thread)/ns"
        var facts = try Namespace.facts(type, "\(links)/\(type)")
        facts["tid"] = String(thread)
        if let second { facts["second"] = try Namespace.inode("\(links)/\(second)") }
        return facts
    }

    /// The animal, once its leader is a zombie: at most 2 s.
    private static func afterLeader(_ made: (child: Child, facts: Facts)) throws(Refusal) -> Animal {
        for _ in 0..<2_000 {
            if state(of: made.child.pid) == "Z" { return Animal(made) }
            usleep(1_000)
        }
        made.child.end()
        throw Refusal("the leader does not end")
    }

    /// The letter after the name in /proc/PID/stat: proc_pid_stat(5).
    private static func state(of pid: pid_t) -> Character? {
        guard let file = try? Namespace.open("/proc/\(pid)/stat") else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = unsafe read(file, &buffer, buffer.count)
        let text = String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[end...].dropFirst(2).first
    }
}
