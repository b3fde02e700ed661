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

    /// 52 fields of at most 20 digits, and a name of at most 64 bytes.
    static let maximumBytes = 2 * 1024

    package static func read(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> ProcessStat? {
        var buffer = [UInt8](repeating: 0, count: maximumBytes)
        let count = try proc.readFile(RelativePath(processID, "/stat"), into: &buffer)
        return parse(buffer.span.extracting(first: count))
    }

    /// PF_KTHREAD.
    private static let kernelThreadFlag: UInt64 = 0x20_0000

    /// The name in field 2 stands in parentheses and may hold any byte, more parentheses too: fields count from the
    /// last closing one.
    static func parse(_ text: Span<UInt8>) -> ProcessStat? {
        var end = text.count - 1
        while end >= 0, text[end] != UInt8(ascii: ")") { end -= 1 }
        guard end >= 0 else { return nil }
        var fields = InlineArray<25, UInt64?>(repeating: nil)
        // The first field after the name is number 3, and a space stands before each.
        var number = 3
        var start = end + 2
        while number < fields.count, start <= text.count {
            let stop = (start..<text.count).first { Self.isSpace(text[$0]) } ?? text.count
            fields[number] = Bytes.decimal(in: text, start..<stop)
            number += 1
            start = stop + 1
        }
        guard let flags = fields[9], let user = fields[14], let system = fields[15], let threads = fields[20],
            let started = fields[22], let virtual = fields[23], let resident = fields[24]
        else { return nil }
        return ProcessStat(
            isKernelThread: flags & kernelThreadFlag != 0,
            threads: Int(clamping: threads), userTicks: user, systemTicks: system, startTicks: started,
            virtualBytes: virtual, residentPages: resident)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") }
}
