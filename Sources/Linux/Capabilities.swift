// What this process may do beyond its user id (capabilities(7)): only read, never changed. What a missing one costs is
// for others to say.

internal import CLinux

/// A set of capabilities, one bit for each number of include/uapi/linux/capability.h.
package struct Capabilities: OptionSet, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static let dacReadSearch = Capabilities(rawValue: 1 << UInt64(CAP_DAC_READ_SEARCH))
    package static let netAdmin = Capabilities(rawValue: 1 << UInt64(CAP_NET_ADMIN))
    package static let sysChroot = Capabilities(rawValue: 1 << UInt64(CAP_SYS_CHROOT))
    package static let sysPtrace = Capabilities(rawValue: 1 << UInt64(CAP_SYS_PTRACE))
    package static let sysAdmin = Capabilities(rawValue: 1 << UInt64(CAP_SYS_ADMIN))

    /// The effective ones of the calling thread, in its own user namespace (capget(2)); none where it cannot be asked.
    package static var effective: Capabilities {
        var bits: UInt64 = 0
        guard unsafe cl_effective_capabilities(&bits) == 0 else { return [] }
        return Capabilities(rawValue: bits)
    }

    package func has(_ capabilities: Capabilities) -> Bool {
        isSuperset(of: capabilities)
    }

    /// The names of those in the set that matter here, in the order of their numbers: "CAP_SYS_ADMIN".
    package var names: [String] {
        Self.named.filter { has($0.capability) }.map(\.name)
    }

    private static let named: [(capability: Capabilities, name: String)] = [
        (.dacReadSearch, "CAP_DAC_READ_SEARCH"), (.netAdmin, "CAP_NET_ADMIN"), (.sysChroot, "CAP_SYS_CHROOT"),
        (.sysPtrace, "CAP_SYS_PTRACE"), (.sysAdmin, "CAP_SYS_ADMIN"),
    ]
}
