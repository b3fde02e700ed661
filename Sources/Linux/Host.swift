// What this process and this host say of themselves: ids, users' names, the terminal, limits.

internal import CLinux
internal import Glibc

/// Small questions to libc.
package enum Host {
    package static var processID: Int32 { getpid() }
    package static var effectiveUserID: UInt32 { geteuid() }

    /// The login name of a user id (getpwuid_r(3)), or nil where there is none.
    package static func userName(_ id: UInt32) -> String? {
        // sysconf(_SC_GETPW_R_SIZE_MAX) says 1024 on glibc; a directory service may need more, and 16 KiB is ample.
        var buffer = [CChar](repeating: 0, count: 16 * 1024)
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        let code = unsafe getpwuid_r(id, &entry, &buffer, buffer.count, &found)
        guard code == 0, let record = unsafe found, let name = unsafe record.pointee.pw_name else { return nil }
        return unsafe String(cString: name)
    }

    /// The most descriptors this process may open (getrlimit(2), RLIMIT_NOFILE); nil where unlimited.
    package static var openFilesLimit: UInt64? { limit(Int32(RLIMIT_NOFILE.rawValue)) }

    /// The most bytes of address space (RLIMIT_AS); nil where unlimited.
    package static var addressSpaceLimit: UInt64? { limit(Int32(RLIMIT_AS.rawValue)) }

    private static func limit(_ resource: Int32) -> UInt64? {
        var value = rlimit()
        guard unsafe getrlimit(resource, &value) == 0 else { return nil }
        return value.rlim_cur == UInt.max ? nil : UInt64(value.rlim_cur)
    }

    /// Clock ticks a second, the unit of times in /proc/PID/stat (proc_pid_stat(5)).
    package static var ticksPerSecond: Int { max(1, sysconf(Int32(_SC_CLK_TCK))) }

    /// Bytes a page.
    package static var pageSize: Int { max(1, sysconf(Int32(_SC_PAGESIZE))) }

    /// The machine's hardware name and kernel release, as `uname -sm` tells them: "linux", "x86_64".
    package static var platform: String {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return "linux" }
        return "linux/\(text(of: names.machine))"
    }

    private static func text<Field>(of field: Field) -> String {
        unsafe withUnsafeBytes(of: field) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// The environment (environ(7)), read from /proc so that no other thread's setenv can be in the way; of a variable
    /// that is set twice the first counts, as for getenv(3).
    package static var environment: [String: String] {
        guard let bytes = try? File.read("/proc/self/environ") else { return [:] }
        let pairs = bytes.split(separator: 0).compactMap { item -> (String, String)? in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            return (
                String(decoding: item[..<equals], as: UTF8.self),
                String(decoding: item[(equals + 1)...], as: UTF8.self)
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Ends the process at once, without waiting for threads.
    package static func exit(_ status: Int32) -> Never {
        Glibc._exit(status)
    }
}
