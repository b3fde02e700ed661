// What the Monitor's thread and its readers share: the latest publication, who waits for a fresher one, and whether to
// stop. Readers never wait here; they leave word and are called.

internal import Linux
internal import Synchronization

/// The one place that both sides touch.
final class Noticeboard: Sendable {
    typealias Waiter = @Sendable (Publication) -> Void

    /// More than one scrapes at a time; who comes later gets what stands.
    private static let maximumWaiters = 64

    private struct State {
        var latest: Publication?
        /// When the round behind `latest` began.
        var roundStart: Clock.Moment?
        var waiters: [(oldest: Clock.Moment, call: Waiter)] = []
        var isStopping = false

        func isFresh(_ oldest: Clock.Moment) -> Bool {
            roundStart.map { $0 >= oldest } ?? false
        }

        mutating func takeSatisfied(all: Bool) -> [Waiter] {
            var satisfied: [Waiter] = []
            var rest: [(oldest: Clock.Moment, call: Waiter)] = []
            for waiter in waiters {
                if all || isFresh(waiter.oldest) { satisfied.append(waiter.call) } else { rest.append(waiter) }
            }
            waiters = rest
            return satisfied
        }
    }

    private let state = Mutex(State())
    private let wakeup: Wakeup

    init() throws(SystemError) {
        wakeup = try Wakeup()
    }

    /// For the Monitor's epoll instance.
    var number: Int32 { wakeup.number }

    var latest: Publication? { state.withLock { $0.latest } }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    var hasWaiters: Bool { state.withLock { !$0.waiters.isEmpty } }

    func silence() {
        wakeup.silence()
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        wakeup.ring()
    }

    /// The publication, if its round began after `oldest`.
    func publication(newerThan oldest: Clock.Moment) -> Publication? {
        state.withLock { $0.isFresh(oldest) ? $0.latest : nil }
    }

    /// Calls `waiter` with a publication whose round began after `oldest`: at once where there is one, else after the
    /// next round, on the Monitor's thread.
    func await(newerThan oldest: Clock.Moment, _ waiter: @escaping Waiter) {
        let ready: Publication? = state.withLock { state in
            if let latest = state.latest {
                if state.isFresh(oldest) || state.isStopping || state.waiters.count >= Self.maximumWaiters {
                    return latest
                }
            }
            // Before the first publication there is nothing to give: late comers are dropped, and time out.
            if state.waiters.count < Self.maximumWaiters { state.waiters.append((oldest, waiter)) }
            return nil
        }
        if let ready { waiter(ready) } else { wakeup.ring() }
    }

    /// Replaces the publication, and calls those whom it satisfies: after a complete round, who wanted none that began
    /// later; after a failed one, all, since the next would not fare better.
    func publish(_ publication: Publication, roundStart: Clock.Moment?, after progress: Reconcile.Progress) {
        let satisfied: [Waiter] = state.withLock { state in
            state.latest = publication
            state.roundStart = roundStart
            return progress == .unfinished ? [] : state.takeSatisfied(all: progress == .failed)
        }
        for waiter in satisfied { waiter(publication) }
    }
}
