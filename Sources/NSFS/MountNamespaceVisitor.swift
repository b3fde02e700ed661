// Looks at paths in other mount namespaces, on one thread that enters them (setns(2), CLONE_NEWNS) and comes back.
// Never from any other thread: which mount namespace one is in is kept per thread, once the thread has let go of the
// others' root and working directory (unshare(2), CLONE_FS). A path there may wait for a dead mount for ever: then
// that one thread waits, whoever asked goes on, and no second one is given away.
//
// It keeps one descriptor, on the mount namespace that we are in anyway. The one that is visited is kept alive by the
// thread that is in it, and by nothing else, until the visit is over.

internal import Linux
internal import Synchronization

/// A thread for visits, started by the first of them.
package final class MountNamespaceVisitor: Sendable {
    private let desk: Mutex<Desk>

    /// Who has the thread.
    private struct Desk {
        var traveller: Traveller?
        var isStopping = false
    }

    package init() {
        desk = Mutex(Desk())
    }

    deinit {
        desk.withLock { $0.traveller?.dismiss() }
    }

    /// Runs `body` in a mount namespace and waits for its result, at most `milliseconds`. In `body` one opens paths by
    /// OpenNamespace(resolving:); it must not leave anything open there.
    package func visit<Result: Sendable>(
        _ namespace: consuming OpenNamespace, milliseconds: Int32, _ body: @escaping @Sendable () -> Result
    ) -> Visit<Result> {
        let deadline = Clock.monotonic.adding(milliseconds: Int64(milliseconds))
        let answer = Answer<Result>()
        let destination = Handover(namespace)
        let trip = Trip(
            destination: destination, run: { answer.give(.done(body())) }, refuse: { answer.give(.refused($0)) })
        do throws(SystemError) {
            let traveller = try send(trip)
            guard traveller.wait(for: trip, until: deadline) else { return .tooSlow }
            return answer.take() ?? .tooSlow
        } catch {
            return .refused(error.reason)
        }
    }

    /// Gives the trip to the thread, a new one where there is none.
    private func send(_ trip: Trip) throws(SystemError) -> Traveller {
        try desk.withLock { desk throws(SystemError) in
            if desk.isStopping { throw Self.refusal(.canceled) }
            let traveller =
                if let present = desk.traveller, !present.hasLeft { present } else { try Traveller() }
            desk.traveller = traveller
            guard traveller.accept(trip) else { throw Self.refusal(.busy) }
            return traveller
        }
    }

    private static func refusal(_ reason: Errno) -> SystemError {
        SystemError("visit", "a mount namespace", reason)
    }

    /// Takes no further visits and ends the thread after the one that runs, for which it waits at most `milliseconds`;
    /// false when it still runs.
    package func stop(milliseconds: Int32) -> Bool {
        let traveller = desk.withLock { desk in
            desk.isStopping = true
            return desk.traveller
        }
        traveller?.dismiss()
        return traveller?.waitForEnd(milliseconds: milliseconds) ?? true
    }

    /// What came of a trip, put down by the thread and taken by whoever asked.
    private final class Answer<Result: Sendable>: Sendable {
        private let visit = Mutex<Visit<Result>?>(nil)

        func give(_ outcome: Visit<Result>) {
            visit.withLock { $0 = outcome }
        }

        func take() -> Visit<Result>? {
            visit.withLock { $0.take() }
        }
    }
}
