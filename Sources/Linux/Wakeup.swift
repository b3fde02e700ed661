// A doorbell between threads (eventfd(2)): rung from any thread, heard through epoll or a timed wait. Rings that come
// before it is heard count as one.

internal import CLinux
internal import Glibc

/// An eventfd.
package struct Wakeup: ~Copyable, Sendable {
    private let descriptor: Descriptor

    package init() throws(SystemError) {
        descriptor = Descriptor(
            owning: try telling("create", "an eventfd") { () throws(Errno) in
                try retrying { eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }
            })
    }

    /// For an epoll instance.
    package var number: Int32 { descriptor.number }

    /// Rings. The only failure, a counter that is full, means that it already rings.
    package func ring() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor.number, &one, 8)
    }

    /// Forgets the rings so far.
    package func silence() {
        var rings: UInt64 = 0
        _ = unsafe read(descriptor.number, &rings, 8)
    }

    /// Waits until it rings, at most `milliseconds` (-1: for ever); false when the time is over.
    package func wait(milliseconds: Int32) -> Bool {
        var item = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        let start = Clock.monotonic
        while true {
            let passed = Clock.monotonic.milliseconds(since: start)
            let left = milliseconds < 0 ? -1 : max(0, Int64(milliseconds) - passed)
            let count = unsafe poll(&item, 1, Int32(left))
            if count > 0 { return true }
            if left == 0 { return false }
        }
    }
}
