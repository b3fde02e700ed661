// /proc/sys/user: the limits on each user's namespaces and watches (Documentation/admin-guide/sysctl/user.rst). The
// files show those of the reader's own user namespace, whatever path leads to them.

package import Linux
package import Namespaces

/// Reads every file of /proc/sys/user.
package enum UserLimits {
    /// The kernel has 12 such files (6.18); a folder with more than this is none of its.
    private static let maximumFiles = 64

    /// `proc`: the path of a procfs.
    package static func read(below proc: String) throws(SystemError) -> Limits {
        let folder = "\(proc)/sys/user"
        var limits = Limits()
        for name in try Directory.names(in: folder, atMost: maximumFiles) {
            let text = try File.readText("\(folder)/\(name)")
            guard let limit = parse(text) else {
                throw SystemError("understand", "\(folder)/\(name)", .invalidArgument)
            }
            limits.record(file: name, limit: limit)
        }
        return limits
    }

    /// A whole number from 0 to INT_MAX and a line feed; nil for anything else.
    static func parse(_ text: String) -> Limit? {
        let digits = text.hasSuffix("\n") ? text.dropLast() : text[...]
        guard let value = Int32(digits), value >= 0 else { return nil }
        return Limit(value)
    }
}
