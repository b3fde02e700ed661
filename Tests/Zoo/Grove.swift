// Trees of user namespaces with several users, and namespaces that these make there: what the kernel charges, and what
// it refuses at a limit. Each is held by a process of its own, which does nothing else.

internal import CZoo
internal import Glibc

/// The trees' processes.
struct Grove {
    /// Users of a base, from 0 on, and the host's number of the first.
    private static let users = 16
    private static let firstUser = 100_000

    /// Who makes something without becoming a user of where it is made.
    private static let host = "-"

    private var children: [Child] = []

    /// A user namespace in which users 0 to 15 are, made by the zoo's own user.
    mutating func base() throws(Refusal) -> Facts {
        let made = try Child.make { () throws(Refusal) in
            try Namespace.unshare("user")
            return try Namespace.facts("user", "/proc/self/ns/user")
        }
        children.append(made.child)
        for file in ["uid_map", "gid_map"] {
            try Self.write("0 \(Self.firstUser) \(Self.users)", "/proc/\(made.child.pid)/\(file)")
        }
        return made.facts.with(Facts(["pid": String(made.child.pid)]))
    }

    /// A namespace that a user makes in the user namespace of the process `holder`. In a user namespace that is so made
    /// he is user 0, and there is no other. "-" stays the host's root.
    mutating func plant(_ holder: String, user: String, type: String) throws(Refusal) -> Facts {
        let number = UInt32(user)
        let flags = Namespace.flags[type] ?? 0
        guard number != nil || user == Self.host, flags != 0 || ["credentials", "inotify"].contains(type) else {
            throw Refusal("who is to make what?")
        }
        let made = try Child.make { () throws(Refusal) in
            try Self.enter(holder)
            if let number { try done("becoming user \(number)", zoo_become_mapped(number)) }
            if type == "inotify" { return try Watchers.exhaust() }
            if type == "credentials" { return try Self.credentials() }
            if type == "pid" { return try Self.processNamespace(flags) }
            try Namespace.unshare(type)
            if let number, type == "user" {
                for file in ["uid_map", "gid_map"] { try Processes.map(number, to: 0, file) }
            }
            return try Namespace.facts(type, "/proc/self/ns/\(type == "time" ? "time_for_children" : type)")
        }
        children.append(made.child)
        return made.facts.with(Facts(["pid": String(made.child.pid)]))
    }

    /// Writes a limit, on namespaces of a type or on something else, of the user namespace of the process `holder`.
    func limit(_ holder: String, type: String, _ value: String) throws(Refusal) {
        _ = try Child.once { () throws(Refusal) in
            try Self.enter(holder)
            try Self.write(value, "/proc/sys/user/max_\(type)\(Namespace.flags[type] == nil ? "" : "_namespaces")")
            return Facts()
        }
    }

    mutating func end() {
        for child in children.reversed() { child.end() }
        children = []
    }

    private static func enter(_ holder: String) throws(Refusal) {
        let link = try Namespace.open("/proc/\(holder)/ns/user")
        try done("setns", setns(link, CInt(Namespace.flags["user"] ?? 0)))
        close(link)
    }

    /// Until it has a process, a pid namespace is not to be found.
    private static func processNamespace(_ flags: UInt64) throws(Refusal) -> Facts {
        let first = try done("clone3", zoo_fork_into(flags))
        if first == 0 { zoo_wait() }
        return try Namespace.facts("pid", "/proc/\(first)/ns/pid")
    }

    /// A user namespace that nothing refers to but the credentials of an open /dev/null, which was opened in there by a
    /// process that shared our descriptors and has ended.
    private static func credentials() throws(Refusal) -> Facts {
        let opener = try done("clone3", zoo_fork_into(UInt64(CLONE_FILES)))
        if opener == 0 {
            let isInside = CZoo.unshare(CInt(Namespace.flags["user"] ?? 0)) == 0
            let file = unsafe open("/dev/null", O_RDONLY)
            _exit(isInside && file >= 0 ? 0 : 1)
        }
        var status: CInt = 0
        while unsafe waitpid(opener, &status, 0) < 0, errno == EINTR {}
        // The kernel's reason is lost with the process; a limit is the one that tests bring about.
        if status != 0 { throw Refusal("unshare of user failed: errno \(ENOSPC)") }
        return Facts()
    }

    private static func write(_ text: String, _ path: String) throws(Refusal) {
        let descriptor = try Namespace.open(path, O_WRONLY)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try done("write of \(path)", CInt(unsafe Glibc.write(descriptor, bytes, bytes.count)))
    }
}
