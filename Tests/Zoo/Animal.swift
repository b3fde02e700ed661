// An animal of the zoo: an odd namespace, all that holds it, and how that is taken away again without a trace.

internal import CZoo
internal import Glibc

/// What one `animal` command made. Its maker ends it with `free`.
struct Animal {
    /// Something that holds the namespace and can be taken away alone.
    enum Holder {
        case child(Child)
        /// A file at the path that the zoo made, with a mount on it in the zoo's mount namespace or without.
        case place(String, isMounted: Bool)
    }

    /// What an animal can do when it is poked. Its facts may change with it, and its holders.
    typealias Poke = (inout Animal) throws(Refusal) -> Facts

    var facts: Facts
    /// By the name that `free N NAME` has for it; in the order of taking away.
    var holders: [(name: String, holder: Holder)]
    var poke: Poke?

    init(_ facts: Facts, _ holders: KeyValuePairs<String, Holder>, poke: Poke? = nil) {
        self.facts = facts
        self.holders = holders.map { ($0.key, $0.value) }
        self.poke = poke
    }

    /// Whether the kernel tells of the namespace's life: it was once seen to say that it lives. Where it cannot be
    /// asked it says of every namespace that it is gone.
    private var isTold = false

    /// Asks the kernel for the first time: see `isTold`.
    mutating func look() {
        isTold = isTold || lives
    }

    /// An animal that one child holds.
    init(_ made: (child: Child, facts: Facts), at path: String? = nil) {
        self.init(made.facts, ["process": .child(made.child)])
        facts["pid"] = String(made.child.pid)
        if let path {
            facts["path"] = Percent.encode(path)
            holders.append(("place", .place(path, isMounted: false)))
        }
    }

    /// Takes one holder away.
    mutating func free(_ name: String) throws(Refusal) {
        guard let index = holders.firstIndex(where: { $0.name == name }) else { throw Refusal("it has no \(name)") }
        Self.end(holders.remove(at: index).holder)
    }

    /// Takes all holders away. Returns whether the kernel says that the namespace is gone then; nil where it cannot
    /// tell.
    mutating func free() -> Bool? {
        for (_, holder) in holders { Self.end(holder) }
        holders = []
        guard isTold else { return nil }
        // At most 2 s: sockets, mounts and queues let go of a namespace a little later than they end.
        for _ in 0..<2_000 {
            if !lives { return true }
            usleep(1_000)
        }
        return false
    }

    private var lives: Bool {
        guard let id = facts["nsid"].flatMap(UInt64.init), let inode = facts["inode"].flatMap(UInt32.init),
            let type = facts["type"], let flag = Namespace.flags[type]
        else { return false }
        return zoo_namespace_lives(id, UInt32(flag), inode) == 1
    }

    private static func end(_ holder: Holder) {
        switch holder {
        case .child(let child): child.end()
        case .place(let path, let isMounted):
            if isMounted { unsafe zoo_unmount(path) }
            unsafe unlink(path)
        }
    }
}
