// A thread of our own (pthreads(7)): blocking calls here starve no task pool, and what the kernel keeps per thread
// stays where we put it. Threads are few, named, and asked to end; none is ever killed.

internal import CLinux
internal import Glibc

/// A running thread.
package final class Thread: Sendable {
    private let finished: Wakeup

    /// Starts a thread; `name` shows in ps and top, and the kernel keeps 15 bytes of it (prctl(2), PR_SET_NAME).
    package init(name: StaticString, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        finished = try Wakeup()
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body, thread: self))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        _ = unsafe pthread_attr_init(&attributes)
        defer { _ = unsafe pthread_attr_destroy(&attributes) }
        _ = unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let code = unsafe pthread_create(&thread, &attributes, threadMain, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw SystemError("start", "thread \(name)", Errno(number: code))
        }
    }

    /// Waits until its body has returned, at most `milliseconds`; false when it still runs.
    package func wait(milliseconds: Int32) -> Bool {
        finished.wait(milliseconds: milliseconds)
    }

    /// What the new thread is given: it keeps the Thread alive until its body has returned.
    private final class Start: Sendable {
        let name: StaticString
        let body: @Sendable () -> Void
        let thread: Thread

        init(name: StaticString, body: @escaping @Sendable () -> Void, thread: Thread) {
            self.name = name
            self.body = body
            self.thread = thread
        }

        func run() {
            _ = unsafe cl_set_thread_name(UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self))
            body()
            thread.finished.ring()
        }
    }

    /// A function, not a closure: a closure formed in an actor-isolated place would trap on the new thread.
    private static func enter(_ argument: UnsafeMutableRawPointer) {
        unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
    }

    fileprivate static func main(_ argument: UnsafeMutableRawPointer?) {
        if let argument = unsafe argument { unsafe enter(argument) }
    }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    unsafe Thread.main(argument)
    return nil
}
