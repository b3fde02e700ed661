// Threads, doorbells and workers: they end, they are bounded, they hand over.

internal import Synchronization
internal import Testing

@testable import Linux

@Suite struct ThreadTests {
    @Test func `a thread is waited for`() throws {
        let ran = Mutex(false)
        let gate = try Gate()
        let thread = try Thread(name: "test") {
            gate.pass()
            ran.withLock { $0 = true }
        }
        #expect(!thread.wait(milliseconds: 20))
        gate.open()
        #expect(thread.wait(milliseconds: 5_000))
        #expect(ran.withLock { $0 })
    }

    @Test func `a wakeup counts many rings as one`() throws {
        let wakeup = try Wakeup()
        var heard = [wakeup.wait(milliseconds: 0)]
        wakeup.ring()
        wakeup.ring()
        heard.append(wakeup.wait(milliseconds: 0))
        wakeup.silence()
        heard.append(wakeup.wait(milliseconds: 0))
        #expect(heard == [false, true, false])
    }

    @Test func `a worker refuses what does not fit its line`() throws {
        let gate = try Gate()
        let started = try Gate()
        let worker = try Worker(name: "test", capacity: 2)
        #expect(
            worker.submit {
                started.open()
                gate.pass()
            })
        started.pass()
        #expect(worker.submit {})
        #expect(worker.submit {})
        #expect(!worker.submit {})
        gate.open()
        #expect(worker.stop(milliseconds: 5_000))
    }

    @Test func `what is handed over is taken once`() {
        let handover = Handover(7)
        #expect(handover.take() == 7)
        #expect(handover.take() == nil)
    }
}

/// Holds a thread until it is opened.
private final class Gate: Sendable {
    private let wakeup: Wakeup

    init() throws(SystemError) { wakeup = try Wakeup() }

    func open() { wakeup.ring() }

    func pass() {
        let isOpen = wakeup.wait(milliseconds: 10_000)
        #expect(isOpen)
    }
}
