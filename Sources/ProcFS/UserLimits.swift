// /proc/sys/user: the limits on each user's namespaces and watches (Documentation/admin-guide/sysctl/user.rst). The
// files show those of the reader's own user namespace, whatever path leads to them.

package import Linux
package import Namespaces

/// Reads every file of /proc/sys/user.
package enum UserLimits {
    /// The kernel has 12 such files (6.18); a folder with more than this is none of its.
    private static let maximumFiles = 64

    /// What was read, and the first file that could not be read or understood: a later kernel's new file must not hide
    /// the others.
    package struct Reading: Equatable, Sendable {
        package var limits = Limits()
        package var failure: SystemError?
    }

    /// `proc`: the path of a procfs.
    package static func read(below proc: String) throws(SystemError) -> Reading {
        let folder = folder(below: proc)
        var reading = Reading()
        for name in try names(below: proc) {
            do throws(SystemError) {
                reading.limits.record(file: name, limit: try readFile("\(folder)/\(name)"))
            } catch {
                reading.failure = reading.failure ?? error
            }
        }
        return reading
    }

    package static func folder(below proc: String) -> String { "\(proc)/sys/user" }

    /// The files' names.
    package static func names(below proc: String) throws(SystemError) -> [String] {
        try Directory.names(in: folder(below: proc), atMost: maximumFiles)
    }

    /// What the texts of the files amount to, by their names; nil where one is no limit, or none is there.
    package static func limits(_ texts: [String: String]) -> Limits? {
        if texts.isEmpty { return nil }
        var limits = Limits()
        for (name, text) in texts {
            guard let limit = parse(text) else { return nil }
            limits.record(file: name, limit: limit)
        }
        return limits
    }

    private static func readFile(_ path: String) throws(SystemError) -> Limit {
        guard let limit = parse(try File.readText(path)) else {
            throw SystemError("understand", path, .invalidArgument)
        }
        return limit
    }

    /// A whole number from 0 to INT_MAX and a line feed; nil for anything else.
    static func parse(_ text: String) -> Limit? {
        let digits = text.hasSuffix("\n") ? text.dropLast() : text[...]
        guard let value = Int32(digits), value >= 0 else { return nil }
        return Limit(value)
    }
}
