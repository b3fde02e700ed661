// What /proc's links say of namespaces, and how a child of the zoo steps into new ones and out of them again. Leaves no
// descriptor behind but those that the caller asked for.

internal import CZoo
internal import Glibc

/// Namespaces of the calling process.
enum Namespace {
    /// The CLONE_NEW* flags: linux/sched.h.
    static let flags: [String: UInt64] = [
        "cgroup": 0x0200_0000, "ipc": 0x0800_0000, "mnt": 0x0002_0000, "net": 0x4000_0000, "pid": 0x2000_0000,
        "time": 0x0000_0080, "user": 0x1000_0000, "uts": 0x0400_0000,
    ]

    /// Unshares what the types name: unshare(2).
    static func unshare(_ types: String...) throws(Refusal) {
        let together = types.reduce(0) { $0 | (flags[$1] ?? 0) }
        try done("unshare of \(types.joined(separator: ", "))", CZoo.unshare(CInt(together)))
    }

    /// The inode in a link such as `net:[4026531833]`: readlink(2).
    static func inode(_ link: String) throws(Refusal) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = unsafe readlink(link, &buffer, buffer.count)
        try done("readlink of \(link)", CInt(count))
        let text = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let open = text.firstIndex(of: "["), text.last == "]" else { throw Refusal("\(link) is \(text)") }
        return String(text[text.index(after: open)...].dropLast())
    }

    /// The facts of a namespace that the caller has just made, whose owner is therefore the caller's user namespace,
    /// except where another owner is given.
    static func facts(_ type: String, _ link: String, owner: String? = nil) throws(Refusal) -> Facts {
        var facts = Facts(["type": type, "inode": try inode(link)])
        facts["owner"] = if let owner { owner } else { try inode("/proc/self/ns/user") }
        let id = unsafe zoo_namespace_id(link)
        facts["nsid"] = id == 0 ? nil : String(id)
        return facts
    }

    /// Runs the body in a new network namespace, then comes back: what the body left open or mounted is all that holds
    /// it then. The facts are the namespace's and the body's.
    static func inNewNetwork(_ body: () throws(Refusal) -> Facts) throws(Refusal) -> Facts {
        let home = try open("/proc/self/ns/net")
        try unshare("net")
        let facts = try Self.facts("net", "/proc/self/ns/net").with(try body())
        try done("setns", setns(home, CInt(flags["net"] ?? 0)))
        close(home)
        return facts
    }

    /// A descriptor for reading, or only a name for the file with O_PATH.
    static func open(_ path: String, _ mode: CInt = O_RDONLY) throws(Refusal) -> CInt {
        try done("open of \(path)", unsafe Glibc.open(path, mode))
    }
}
