// /proc/PID/stat: of its 52 figures, those that a process tells of itself (proc_pid_stat(5)).

package import Linux

/// What is read of /proc/PID/stat. Times are in clock ticks (sysconf(_SC_CLK_TCK)).
package struct ProcessStat: Equatable, Sendable {
    /// Whether field 9 has PF_KTHREAD (include/linux/sched.h): it is the kernel's own.
    package let isKernelThread: Bool
    /// Field 20: threads. A first thread that ended counts until it is reaped.
    package let threads: Int
    /// Field 14: time in user mode.
    package let userTicks: UInt64
    /// Field 15: time in kernel mode.
    package let systemTicks: UInt64
    /// Field 22: when it started, in ticks since boot.
    package let startTicks: UInt64
    /// Field 23: address space in bytes.
    package let virtualBytes: UInt64
    /// Field 24: resident pages.
    package let residentPages: UInt64

    /// Of the calling process, below the host's own /proc.
    package static func readSelf() -> ProcessStat? {
        guard let text = try? File.readText("/proc/self/stat") else { return nil }
        return parse(text)
    }

    package static func read(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> ProcessStat? {
        // 52 fields of at most 20 digits, and a name of at most 64 bytes.
        var buffer = [UInt8](repeating: 0, count: 2 * 1024)
        let count = try proc.readFile(RelativePath(processID, "/stat"), into: &buffer)
        return parse(String(decoding: buffer[..<count], as: UTF8.self))
    }

    /// PF_KTHREAD.
    private static let kernelThreadFlag: UInt64 = 0x20_0000

    /// The name in field 2 stands in parentheses and may hold any byte, more parentheses too: fields count from the
    /// last closing one.
    static func parse(_ text: String) -> ProcessStat? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        // The first field after the name is number 3.
        let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
        func field(_ number: Int) -> UInt64? { number - 3 < fields.count ? UInt64(fields[number - 3]) : nil }
        guard let flags = field(9), let user = field(14), let system = field(15), let threads = field(20),
            let start = field(22),
            let virtual = field(23), let resident = field(24)
        else { return nil }
        return ProcessStat(
            isKernelThread: flags & kernelThreadFlag != 0,
            threads: Int(clamping: threads), userTicks: user, systemTicks: system, startTicks: start,
            virtualBytes: virtual, residentPages: resident)
    }
}
