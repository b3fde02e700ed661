// Animals that only a mount holds: in the zoo's own mount namespace, in another's, in one without a process, and two
// levels deep.

internal import CZoo
internal import Glibc

/// Makers of animals that are held by bind mounts of nsfs files.
enum Mounts {
    /// Two namespaces made on one processor have rising ids, as long as its batch lasts (include/linux/cookie.h).
    private static let maximumTries = 20

    /// A net namespace at a path in the zoo's own mount namespace (`second`).
    static func mount(_ path: String?) throws(Refusal) -> Animal {
        var animal = try Processes.process()
        do throws(Refusal) {
            try animal.mount("/proc/\(animal.facts["pid"] ?? "")/ns/net", at: path)
            try animal.free("process")
        } catch {
            _ = animal.free()
            throw error
        }
        animal.facts["pid"] = nil
        return animal
    }

    /// The same in the mount namespace of a child (`second`).
    static func elsewhere(_ path: String?) throws(Refusal) -> Animal {
        let path = try make(path)
        return try animal(at: path) { () throws(Refusal) in
            try enterNewMountNamespace()
            return try mountNewNetwork(at: path).with(Facts(["second": try Namespace.inode("/proc/self/ns/mnt")]))
        }
    }

    /// The same after it was unmounted: a child holds a descriptor that was opened through the mount, whose link reads
    /// as a path.
    static func unmounted(_ path: String?) throws(Refusal) -> Animal {
        let path = try make(path)
        return try animal(at: path) { () throws(Refusal) in
            try enterNewMountNamespace()
            let facts = try mountNewNetwork(at: path)
            let namespace = try Namespace.open(path)
            unsafe zoo_unmount(path)
            return facts.with(Facts(["fd": String(namespace)]))
        }
    }

    /// The same in a mount namespace (`second`) that no process is in: a child holds a descriptor on it.
    static func processless(_ path: String?) throws(Refusal) -> Animal {
        let path = try make(path)
        return try animal(at: path) { () throws(Refusal) in
            let (facts, namespace) = try makeProcessless(at: path)
            return facts.with(Facts(["fd": String(namespace)]))
        }
    }

    /// The same in a mount namespace (`second`) that no process is in and that a mount at the same path holds, in the
    /// mount namespace of a child. That one has to have the lower id (fs/namespace.c, mnt_ns_loop); since each
    /// processor has a batch of ids, it takes some tries.
    static func deep(_ path: String?) throws(Refusal) -> Animal {
        let path = try make(path)
        return try animal(at: path) { () throws(Refusal) in
            for _ in 0..<maximumTries {
                try enterNewMountNamespace()
                let (facts, namespace) = try makeProcessless(at: path)
                defer { close(namespace) }
                if unsafe zoo_bind("/proc/self/fd/\(namespace)", path) == 0 { return facts }
            }
            throw Refusal("no mount namespace could be mounted in an older one")
        }
    }

    /// Makes the file that something is mounted on.
    fileprivate static func make(_ path: String?) throws(Refusal) -> String {
        guard let path, path.hasPrefix("/") else { throw Refusal("a path is absolute") }
        let file = try done("making \(Percent.encode(path))", unsafe open(path, O_CREAT | O_EXCL | O_RDONLY, 0o600))
        close(file)
        return path
    }

    private static func animal(at path: String, _ body: () throws(Refusal) -> Facts) throws(Refusal) -> Animal {
        do throws(Refusal) {
            return Animal(try Child.make(body), at: path)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    /// Makes a mount namespace with a net namespace mounted in it, and leaves it. Returns a descriptor on it, which is
    /// then all that holds it.
    private static func makeProcessless(at path: String) throws(Refusal) -> (facts: Facts, namespace: CInt) {
        let home = try Namespace.open("/proc/self/ns/mnt")
        try enterNewMountNamespace()
        let second = try Namespace.inode("/proc/self/ns/mnt")
        let facts = try mountNewNetwork(at: path).with(Facts(["second": second]))
        let namespace = try Namespace.open("/proc/self/ns/mnt")
        try done("setns", setns(home, 0))
        close(home)
        return (facts, namespace)
    }

    private static func mountNewNetwork(at path: String) throws(Refusal) -> Facts {
        try Namespace.inNewNetwork { () throws(Refusal) in
            try done("mount", unsafe zoo_bind("/proc/self/ns/net", path))
            return Facts()
        }
    }

    /// A mount namespace of the caller's own, without its copies of what other animals, and the host, have mounted of
    /// nsfs: those would hold namespaces that their makers believe gone.
    private static func enterNewMountNamespace() throws(Refusal) {
        try Namespace.unshare("mnt")
        try done("making mounts private", zoo_make_mounts_private())
        for path in namespaceMounts() { unsafe zoo_unmount(path) }
    }

    /// The mount points of nsfs, those made last first: proc_pid_mountinfo(5).
    private static func namespaceMounts() -> [String] {
        guard let file = try? Namespace.open("/proc/self/mountinfo") else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = unsafe read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.contains(" - nsfs ") }
        return lines.reversed().map { unescape(String($0.split(separator: " ")[4])) }
    }

    /// The kernel's octal escapes, of which there are four here: fs/proc_namespace.c, mangle.
    private static func unescape(_ text: String) -> String {
        var parts = text.split(separator: "\\", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            guard let code = UInt8(parts[index].prefix(3), radix: 8) else { continue }
            parts[index] = "\(Character(Unicode.Scalar(code)))\(parts[index].dropFirst(3))"
        }
        return parts.joined()
    }
}

extension Animal {
    /// Mounts the namespace at a path in the zoo's own mount namespace (`second`), as a holder of its own.
    mutating func mount(_ link: String, at path: String?) throws(Refusal) {
        let path = try Mounts.make(path)
        holders.append(("mount", .place(path, isMounted: true)))
        try done("mount", unsafe zoo_bind(link, path))
        facts["path"] = Percent.encode(path)
        facts["second"] = try Namespace.inode("/proc/self/ns/mnt")
    }
}
