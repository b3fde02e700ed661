// Animals of the types that nest, or that begin with the next child: hidden parents, *_for_children, recycled inodes.

internal import CZoo
internal import Glibc

/// Makers of animals of the types user, pid, time and uts.
enum Hierarchies {
    /// A user namespace without a process, whose child (`second`) has one.
    static func hiddenUser() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                let owner = try Namespace.inode("/proc/self/ns/user")
                let (user, group) = (geteuid(), getegid())
                try Namespace.unshare("user")
                // A creator has to have numbers in the parent: kernel/user_namespace.c, create_user_ns.
                try Processes.map(user, "uid_map")
                try Processes.map(group, "gid_map")
                let facts = try Namespace.facts("user", "/proc/self/ns/user", owner: owner)
                try Namespace.unshare("user")
                return facts.with(Facts(["second": try Namespace.inode("/proc/self/ns/user")]))
            })
    }

    /// A pid namespace without a process, whose child (`second`) a descriptor holds. No process can live in that child:
    /// the end of a pid namespace's init kills everything below it (kernel/pid_namespace.c, zap_pid_ns_processes).
    static func hiddenPID() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                // Not unshare: that would leave a pid_for_children on the parent.
                let first = try firstOfTwoLevels()
                defer {
                    kill(first, SIGKILL)
                    waitpid(first, nil, 0)
                }
                let facts = try Namespace.facts("pid", "/proc/\(first)/ns/pid")
                let below = "/proc/\(first)/ns/pid_for_children"
                let descriptor = try Namespace.open(below)
                return facts.with(Facts(["second": try Namespace.inode(below), "fd": String(descriptor)]))
            })
    }

    /// A child that has unshared its children's pid namespace and has no child: there is no inode to see. The first
    /// poke makes the first child (`first`), the second one ends it, and the namespace stays, dead.
    static func pidForChildren() throws(Refusal) -> Animal {
        let link = "/proc/self/ns/pid_for_children"
        var first: pid_t = 0
        let made = try Child.makePokable(
            poked: { () throws(Refusal) in
                if first > 0 {
                    kill(first, SIGKILL)
                    waitpid(first, nil, 0)
                    first = -1
                    return Facts(["ended": "1"])
                }
                guard first == 0 else { throw Refusal("its first child has ended: there can be no other") }
                first = try done("fork", zoo_fork())
                if first == 0 { zoo_wait() }
                return try Namespace.facts("pid", link).with(Facts(["first": String(first)]))
            },
            { () throws(Refusal) in
                try Namespace.unshare("pid")
                return Facts(["type": "pid", "charged": "1", "owner": try Namespace.inode("/proc/self/ns/user")])
            })
        var animal = Animal(made)
        animal.poke = { (animal) throws(Refusal) in
            let news = try made.child.poke()
            animal.facts = animal.facts.with(news)
            animal.holders.removeAll { $0.name == "first" }
            if let first = news["first"].flatMap(pid_t.init) {
                animal.holders.append(("first", .child(Child(orphan: first))))
            }
            return news
        }
        return animal
    }

    /// A child that has unshared its children's time namespace, and has neither forked nor become another program.
    static func timeForChildren() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try Namespace.unshare("time")
                return try Namespace.facts("time", "/proc/self/ns/time_for_children")
            })
    }

    /// A uts namespace on the inode of one that has just ended. A poke ends it too, and makes its successor.
    static func recycle() throws(Refusal) -> Animal {
        var animal = try makeUTS()
        animal.poke = { (animal) throws(Refusal) in
            let news = try recycle(animal)
            animal.holders = news.holders
            animal.facts = news.facts
            return news.facts
        }
        guard let poke = animal.poke else { return animal }
        _ = try poke(&animal)
        return animal
    }

    /// More than any machine with other tests on it should need.
    private static let maximumTries = 256

    /// Ends the animal's namespace, and makes others until one has its inode. The misses live until then, because a
    /// freed inode is given out lowest first (lib/idr.c, ida_alloc_range).
    private static func recycle(_ ended: Animal) throws(Refusal) -> Animal {
        var ended = ended
        _ = ended.free()
        var misses: [Animal] = []
        defer { for var miss in misses { _ = miss.free() } }
        for tries in 1...maximumTries {
            var animal = try makeUTS()
            if animal.facts["inode"] == ended.facts["inode"] {
                animal.facts["tries"] = String(tries)
                return animal
            }
            misses.append(animal)
        }
        throw Refusal("inode \(ended.facts["inode"] ?? "") did not come again in \(maximumTries) tries")
    }

    private static func makeUTS() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try Namespace.unshare("uts")
                return try Namespace.facts("uts", "/proc/self/ns/uts")
            })
    }

    /// The init of a new pid namespace, which has unshared another one below and made its init. Returns once both live.
    private static func firstOfTwoLevels() throws(Refusal) -> pid_t {
        var ends: [CInt] = [-1, -1]
        try done("pipe", unsafe pipe(&ends))
        let first = try done("clone3", zoo_fork_into(Namespace.flags["pid"] ?? 0))
        if first == 0 {
            _ = try? Namespace.unshare("pid")
            // Its child closes its end too.
            _ = zoo_fork()
            close(ends[1])
            zoo_wait()
        }
        close(ends[1])
        var byte: UInt8 = 0
        // Both inits have closed their ends, or have ended.
        _ = unsafe read(ends[0], &byte, 1)
        close(ends[0])
        return first
    }
}
