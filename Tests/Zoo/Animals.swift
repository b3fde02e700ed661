// Who is in the zoo: which animals there can be, by name, and which there are, by number.

internal import CZoo
internal import Glibc

/// The animals. They outlive this value unless it ends them.
struct Animals {
    private var living: [Int: Animal] = [:]
    private var last = 0

    /// Makes one.
    /// - Parameter word: a path, a user or a count, where the animal wants one.
    mutating func make(_ name: String, _ word: String?) throws(Refusal) -> Facts {
        var animal = try Self.animal(name, word)
        animal.look()
        last += 1
        living[last] = animal
        return Facts(["id": String(last)]).with(animal.facts)
    }

    mutating func poke(_ number: String) throws(Refusal) -> Facts {
        var (id, animal) = try find(number)
        guard let poke = animal.poke else { throw Refusal("animal \(id) does nothing when poked") }
        // Also where it fails: its holders may have changed.
        defer { living[id] = animal }
        let news = try poke(&animal)
        animal.look()
        return Facts(["id": String(id)]).with(news)
    }

    mutating func free(_ number: String, _ holder: String?) throws(Refusal) -> Facts {
        var (id, animal) = try find(number)
        guard let holder else {
            living[id] = nil
            return Facts(["gone": animal.free().map { $0 ? "1" : "0" } ?? ""])
        }
        defer { living[id] = animal }
        try animal.free(holder)
        return Facts()
    }

    mutating func end() {
        for id in living.keys.sorted() { _ = living[id]?.free() }
        living = [:]
    }

    private func find(_ number: String) throws(Refusal) -> (Int, Animal) {
        guard let id = Int(number), let animal = living[id] else { throw Refusal("there is no animal \(number)") }
        return (id, animal)
    }

    private static func animal(_ name: String, _ word: String?) throws(Refusal) -> Animal {
        switch name {
        case "process": try Processes.process()
        case "thread": try Processes.thread()
        case "zombie-leader": try Processes.zombieLeader()
        case "zombie-leader-thread": try Processes.zombieLeaderThread()
        case "zombie-leader-fd": try Processes.zombieLeader(holding: Descriptors.link)
        case "zombie-leader-socket": try Processes.zombieLeader(holding: Descriptors.tcpSocket)
        case "user-process": try Processes.user(word)
        case "threads": try Processes.threads(word)
        case "fd": try Descriptors.descriptor(O_RDONLY)
        case "fd-path": try Descriptors.descriptor(CInt(ZOO_O_PATH))
        case "socket-tcp": try Descriptors.socket(AF_INET, CInt(SOCK_STREAM.rawValue))
        case "socket-unix": try Descriptors.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue))
        case "socket-netlink": try Descriptors.socket(AF_NETLINK, CInt(SOCK_RAW.rawValue))
        case "tun": try Descriptors.tun()
        case "in-flight": try Descriptors.inFlight()
        case "descriptors": try Descriptors.descriptors(word)
        case "many-holders": try Descriptors.manyHolders(word)
        case "watchers": try Watchers.watchers(word)
        case "inotify": try Watchers.inotify(word)
        case "mount": try Mounts.mount(word)
        case "mount-elsewhere": try Mounts.elsewhere(word)
        case "mount-processless": try Mounts.processless(word)
        case "fd-unmounted": try Mounts.unmounted(word)
        case "mount-deep": try Mounts.deep(word)
        case "hidden-user": try Hierarchies.hiddenUser()
        case "hidden-pid": try Hierarchies.hiddenPID()
        case "pid-for-children": try Hierarchies.pidForChildren()
        case "time-for-children": try Hierarchies.timeForChildren()
        case "recycle": try Hierarchies.recycle()
        default: throw Refusal("there is no animal called \(name)")
        }
    }
}
