// A thread that does what may block, one job after the other, so that others need not. The line of jobs is bounded: who
// comes when it is full is told so.

internal import Synchronization

/// A thread with a bounded queue of jobs.
package final class Worker: Sendable {
    package typealias Job = @Sendable () -> Void

    /// What the thread and its clients share.
    private final class Line: Sendable {
        struct State {
            var jobs: [Job] = []
            var isStopping = false
        }

        let state = Mutex(State())
        let wakeup: Wakeup

        init() throws(SystemError) {
            wakeup = try Wakeup()
        }

        func run() {
            while true {
                _ = wakeup.wait(milliseconds: -1)
                wakeup.silence()
                while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) { job() }
                if state.withLock({ $0.isStopping }) { return }
            }
        }
    }

    private let capacity: Int
    private let line: Line
    private let thread: Thread

    /// `capacity`: jobs that may wait.
    package init(name: StaticString, capacity: Int) throws(SystemError) {
        self.capacity = capacity
        let line = try Line()
        self.line = line
        thread = try Thread(name: name) { line.run() }
    }

    /// Puts a job in line; false when the line is full.
    /// - Parameter isContinued: whether it goes on with a job that was taken, of which there is no more than one each:
    ///   then it is taken too.
    package func submit(isContinued: Bool = false, _ job: @escaping Job) -> Bool {
        let isTaken = line.state.withLock { state in
            guard isContinued || state.jobs.count < capacity else { return false }
            state.jobs.append(job)
            return true
        }
        if isTaken { line.wakeup.ring() }
        return isTaken
    }

    /// Drops the jobs that wait and ends after the one that runs, for which it waits at most `milliseconds`.
    package func stop(milliseconds: Int32) -> Bool {
        line.state.withLock { state in
            state.jobs = []
            state.isStopping = true
        }
        line.wakeup.ring()
        return thread.wait(milliseconds: milliseconds)
    }
}
