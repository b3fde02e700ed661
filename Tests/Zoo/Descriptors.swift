// Animals that nobody is in: a descriptor holds them, a socket, a tun device, or a message that nobody has received.

internal import CZoo
internal import Glibc

/// Makers of animals that are held by open files.
enum Descriptors {
    /// A child outside that holds a descriptor on a net namespace; opened with O_PATH too.
    static func descriptor(_ mode: CInt) throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try Namespace.inNewNetwork { () throws(Refusal) in
                    Facts(["fd": String(try Namespace.open("/proc/self/ns/net", mode))])
                }
            })
    }

    /// A child outside that holds a socket of a net namespace.
    static func socket(_ family: CInt, _ type: CInt) throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try Namespace.inNewNetwork { () throws(Refusal) in
                    Facts(["fd": String(try done("socket", Glibc.socket(family, type, 0)))])
                }
            })
    }

    /// A descriptor on the net namespace that the caller is in.
    @Sendable static func link() throws(Refusal) -> CInt {
        try Namespace.open("/proc/self/ns/net")
    }

    /// A socket of the net namespace that the caller is in.
    @Sendable static func tcpSocket() throws(Refusal) -> CInt {
        try done("socket", Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
    }

    /// A child outside that holds a tun device of a net namespace.
    static func tun() throws(Refusal) -> Animal {
        Animal(
            try Child.make { () throws(Refusal) in
                try Namespace.inNewNetwork { () throws(Refusal) in
                    let tun = try openTun()
                    try done("TUNSETIFF", zoo_make_tun(tun))
                    return Facts(["fd": String(tun)])
                }
            })
    }

    /// A process in a net namespace, and a descriptor on that which was sent over a socket and never received; its
    /// sender has closed its own. `fd` of `queue-pid` is the socket in whose queue it waits.
    static func inFlight() throws(Refusal) -> Animal {
        var animal = try Processes.process()
        do throws(Refusal) {
            let link = "/proc/\(animal.facts["pid"] ?? "")/ns/net"
            animal.add(try Child.make { () throws(Refusal) in try queue(link) }, as: "queue")
        } catch {
            _ = animal.free()
            throw error
        }
        return animal
    }

    /// Sends the namespace at the link to itself, and does not receive it.
    private static func queue(_ link: String) throws(Refusal) -> Facts {
        var ends: [CInt] = [-1, -1]
        try done("socketpair", unsafe socketpair(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0, &ends))
        let namespace = try Namespace.open(link)
        try done("sendmsg", zoo_send_descriptor(ends[0], namespace))
        close(namespace)
        return Facts(["fd": String(ends[1])])
    }

    /// A child with that many descriptors on /dev/null.
    static func descriptors(_ count: String?) throws(Refusal) -> Animal {
        let count = try Processes.number(count, upTo: 1_000_000)
        return Animal(
            try Child.make { () throws(Refusal) in
                zoo_allow_descriptors()
                for _ in 0..<count { _ = try Namespace.open("/dev/null") }
                return Facts()
            })
    }

    /// One net namespace that a process, another's descriptor, a third's socket and a mount hold at once. `pid` is the
    /// first; the others are `fd-pid` with `fd`, and `socket-pid` with `socket`.
    static func manyHolders(_ path: String?) throws(Refusal) -> Animal {
        var animal = try Processes.process()
        do throws(Refusal) {
            let link = "/proc/\(animal.facts["pid"] ?? "")/ns/net"
            let opener = try Child.make { () throws(Refusal) in Facts(["fd": String(try Namespace.open(link))]) }
            animal.add(opener, as: "fd")
            let visitor = try Child.make { () throws(Refusal) in try socketIn(link) }
            animal.add(visitor, as: "socket")
            try animal.mount(link, at: path)
        } catch {
            _ = animal.free()
            throw error
        }
        return animal
    }

    /// A TCP socket of the namespace at the link, which the caller visits only.
    private static func socketIn(_ link: String) throws(Refusal) -> Facts {
        let home = try Namespace.open("/proc/self/ns/net")
        let there = try Namespace.open(link)
        try done("setns", setns(there, 0))
        let socket = try done("socket", Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        try done("setns", setns(home, 0))
        close(there)
        close(home)
        return Facts(["socket": String(socket)])
    }

    /// Opens /dev/net/tun, or where there is none the same device at a path of ours, which is gone again then.
    private static func openTun() throws(Refusal) -> CInt {
        let tun = unsafe open("/dev/net/tun", O_RDWR)
        if tun >= 0 { return tun }
        for folder in ["/dev/shm", "/run", "/tmp"] {
            let path = "\(folder)/zoo-tun-\(getpid())"
            guard unsafe zoo_make_tun_file(path) == 0 else { continue }
            defer { unsafe unlink(path) }
            let tun = unsafe open(path, O_RDWR)
            if tun >= 0 { return tun }
        }
        throw Refusal("there is no /dev/net/tun, and no place to make it")
    }
}

extension Animal {
    /// Adds a child as a holder by that name; its pid is the fact `NAME-pid`.
    fileprivate mutating func add(_ made: (child: Child, facts: Facts), as name: String) {
        facts = facts.with(made.facts)
        facts["\(name)-pid"] = String(made.child.pid)
        holders.append((name, .child(made.child)))
    }
}
