// Signals as something one waits for (signalfd(2)), not as something that strikes. Block them before any other thread
// starts: a thread inherits its maker's mask.

internal import CLinux
internal import Glibc

/// The signals that ask the program to stop, held back from every thread and read here.
package struct Signals: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Blocks SIGTERM and SIGINT in the calling thread and all that it starts, and ignores SIGPIPE: a reader who left
    /// is an error of one write, not the end of the program.
    package init() throws(SystemError) {
        _ = signal(SIGPIPE, SIG_IGN)
        var set = sigset_t()
        _ = unsafe sigemptyset(&set)
        _ = unsafe sigaddset(&set, SIGTERM)
        _ = unsafe sigaddset(&set, SIGINT)
        let blocked = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard blocked == 0 else { throw SystemError("block", "signals", Errno(number: blocked)) }
        descriptor = Descriptor(
            owning: try telling("create", "a signalfd") { () throws(Errno) in
                try retrying { unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC)) }
            })
    }

    /// Waits for the next one and returns its name.
    package func next() throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: MemoryLayout<signalfd_siginfo>.size)
        _ = try telling("read", "a signalfd") { () throws(Errno) in try descriptor.read(into: &buffer) }
        // ssi_signo is the first field: 32 bits, little-endian here.
        return buffer[0] == UInt8(SIGTERM) ? "SIGTERM" : "SIGINT"
    }
}
