// /proc/sys/fs/mount-max: how many mounts one mount namespace may have (proc_sys_fs(5)).

package import Linux

/// Reads the sysctl fs.mount-max.
package enum MountLimit {
    /// `proc`: the path of a procfs. Every mount namespace of the host has the same limit.
    package static func read(below proc: String) throws(SystemError) -> Int {
        let path = "\(proc)/sys/fs/mount-max"
        guard let limit = parse(try File.readText(path)) else {
            throw SystemError("understand", path, .invalidArgument)
        }
        return limit
    }

    /// A whole number from 1 to UINT_MAX (fs/namespace.c, sysctl_mount_max) and a line feed; nil for anything else.
    static func parse(_ text: String) -> Int? {
        let digits = text.hasSuffix("\n") ? text.dropLast() : text[...]
        guard let value = UInt32(digits), value > 0 else { return nil }
        return Int(value)
    }
}
