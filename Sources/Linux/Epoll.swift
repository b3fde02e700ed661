// Waits for many descriptors at once (epoll(7)). Events are told apart by a token that the owner chooses, not by the
// descriptor's number, which the kernel gives to the next file as soon as one is closed.

internal import CLinux
internal import Glibc

/// An epoll instance with room for the events of one wait.
@safe package struct Epoll: ~Copyable, Sendable {
    private let descriptor: Descriptor
    /// Safe to keep: `epoll_data` is a union, and only its u64 is ever written or read here.
    private var events: [epoll_event]

    /// What to wait for.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        package static let readable = Interest(rawValue: EPOLLIN.rawValue)
        package static let writable = Interest(rawValue: EPOLLOUT.rawValue)
        /// Reported whether asked for or not (epoll_ctl(2)): an error or a hang-up.
        package static let failed = Interest(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    }

    /// `capacity`: how many events one wait can bring; what does not fit comes with the next wait.
    package init(capacity: Int) throws(SystemError) {
        descriptor = Descriptor(
            owning: try telling("create", "an epoll instance") { () throws(Errno) in
                try retrying { epoll_create1(Int32(EPOLL_CLOEXEC)) }
            })
        unsafe events = Array(repeating: epoll_event(), count: capacity)
    }

    package func add(_ number: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, interest, token)
    }

    package func change(_ number: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_MOD, number, interest, token)
    }

    /// Ends to watch: also what is closed only later, and would report its end until then.
    package func remove(_ number: Int32) throws(SystemError) {
        try control(EPOLL_CTL_DEL, number, [], 0)
    }

    private func control(
        _ operation: Int32, _ number: Int32, _ interest: Interest, _ token: UInt64
    ) throws(SystemError) {
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = token
        try telling("watch", "descriptor \(number)") { () throws(Errno) in
            _ = try retrying { unsafe epoll_ctl(descriptor.number, operation, number, &event) }
        }
    }

    /// Waits at most `milliseconds` (-1: for ever) and returns how many events came; an interrupted wait brings none.
    package mutating func wait(milliseconds: Int32) -> Int {
        let number = descriptor.number
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe epoll_wait(number, buffer.baseAddress, Int32(buffer.count), milliseconds)
        }
        return max(0, Int(count))
    }

    /// The event at `index` of the last wait.
    package func event(_ index: Int) -> (token: UInt64, interest: Interest) {
        let event = unsafe events[index]
        return unsafe (event.data.u64, Interest(rawValue: event.events))
    }
}
