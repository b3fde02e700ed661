// What this process and this host say of themselves: ids, users' names, the terminal, limits.

internal import CLinux
internal import Glibc

/// Small questions to libc.
package enum Host {
    package static var processID: Int32 { getpid() }
    /// The real user id: what journald records as _UID.
    package static var userID: UInt32 { getuid() }

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

    /// Who we are to the kernel, as our user namespace numbers users (geteuid(2)).
    package static var effectiveUserID: UInt32 { geteuid() }

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

    /// The id of a group by its name (getgrnam_r(3)), or nil where there is none.
    package static func groupID(named name: String) -> UInt32? {
        var entry = unsafe group()
        var found: UnsafeMutablePointer<group>?
        // A group of many members needs more than a page.
        var buffer = [CChar](repeating: 0, count: 1 << 20)
        let code = unsafe getgrnam_r(name, &entry, &buffer, buffer.count, &found)
        return unsafe code == 0 && found != nil ? entry.gr_gid : nil
    }

    /// The environment (environ(7)); of a variable that is set twice the first counts, as for getenv(3). To be called
    /// before the first thread is started. Not read from /proc/self/environ, which a process with file capabilities may
    /// not read.
    package static var environment: [String: String] {
        var variables: [String: String] = [:]
        var index: UInt = 0
        while let entry = unsafe cl_environment(index) {
            index += 1
            let text = unsafe String(cString: entry)
            guard let equals = text.firstIndex(of: "=") else { continue }
            let name = String(text[..<equals])
            if variables[name] == nil { variables[name] = String(text[text.index(after: equals)...]) }
        }
        return variables
    }

    /// Opens /dev/null for each of the three standard descriptors that is closed: else the next file that is opened, a
    /// socket perhaps, would take its number, and be written to as if it were standard error.
    package static func ensureStandardDescriptors() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is the one that is missing. It is meant to stay open. What is written to a closed
            // standard output must still fail, so that a command whose result is lost does not claim success.
            _ = unsafe open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_RDWR)
        }
    }

    /// Raises the limit on open descriptors (setrlimit(2), RLIMIT_NOFILE) to at least `count`, as far as the hard limit
    /// allows; returns what it is then.
    package static func raiseOpenFilesLimit(toAtLeast count: UInt64) -> UInt64 {
        var value = rlimit()
        let resource = Int32(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &value) == 0 else { return 0 }
        guard value.rlim_cur < rlim_t(count) else { return UInt64(value.rlim_cur) }
        value.rlim_cur = min(rlim_t(count), value.rlim_max)
        _ = unsafe setrlimit(resource, &value)
        return openFilesLimit ?? UInt64.max
    }

    /// Gives memory that was freed back to the kernel (malloc_trim(3)): after a rare large answer, not on a hot path.
    package static func releaseFreeMemory() {
        _ = malloc_trim(0)
    }

    /// Ends the process at once, without waiting for threads.
    package static func exit(_ status: Int32) -> Never {
        Glibc._exit(status)
    }
}
