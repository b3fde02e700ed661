// The thread that enters other mount namespaces, and how others speak with it. One trip at a time, and no line of trips
// that wait. A thread that cannot come home ends: all that it would look at from then on would be somebody else's.

internal import Linux
internal import Synchronization

/// A thread, at home or on a trip.
final class Traveller: Sendable {
    private enum State {
        case free
        /// Given, not yet begun or not yet over.
        case away(Trip)
        /// As `away`, but nobody waits for it any more.
        case abandoned
        /// Over, not yet noticed by whoever waits.
        case back(Trip)
    }

    /// What the thread and its clients share.
    private final class Counter: Sendable {
        struct Content {
            var state = State.free
            var isDismissed = false
            var hasLeft = false
        }

        let content = Mutex(Content())
        /// Rung for the thread.
        let summons: Wakeup
        /// Rung for whoever waits; once too often does no harm, it only makes one look again.
        let reports: Wakeup

        init() throws(SystemError) {
            summons = try Wakeup()
            reports = try Wakeup()
        }
    }

    private let counter: Counter
    private let thread: Thread

    init() throws(SystemError) {
        let counter = try Counter()
        self.counter = counter
        thread = try Thread(name: "ns-visitor") { Self.live(counter) }
    }

    /// Whether the thread takes no more trips.
    var hasLeft: Bool { counter.content.withLock { $0.hasLeft } }

    /// false while it is on another trip.
    func accept(_ trip: Trip) -> Bool {
        let isTaken = counter.content.withLock { content in
            guard case .free = content.state, !content.hasLeft else { return false }
            content.state = .away(trip)
            return true
        }
        if isTaken { counter.summons.ring() }
        return isTaken
    }

    /// Waits for the end of the trip just accepted; false when the deadline passed first, and the trip is abandoned.
    func wait(for trip: Trip, until deadline: Clock.Moment) -> Bool {
        while true {
            let left = max(0, deadline.milliseconds(since: Clock.monotonic))
            _ = counter.reports.wait(milliseconds: Int32(clamping: left))
            counter.reports.silence()
            if let isBack = look(for: trip, isLast: left == 0) { return isBack }
        }
    }

    /// nil: still away, and there is time left.
    private func look(for trip: Trip, isLast: Bool) -> Bool? {
        counter.content.withLock { content in
            if case .back(let other) = content.state, other === trip {
                content.state = .free
                return true
            }
            guard isLast else { return nil }
            content.state = .abandoned
            return false
        }
    }

    /// Asks the thread to end after the trip that it is on.
    func dismiss() {
        counter.content.withLock { $0.isDismissed = true }
        counter.summons.ring()
    }

    func waitForEnd(milliseconds: Int32) -> Bool {
        thread.wait(milliseconds: milliseconds)
    }

    /// The thread, from its start to its end.
    private static func live(_ counter: Counter) {
        do throws(Errno) {
            let home = try HomeNamespace()
            while nextTrip(counter, { travel($0, home) }) {}
        } catch {
            // Refuses one trip with the reason; the next one finds a new thread.
            let reason = error
            _ = nextTrip(counter) { trip in
                trip.refuse(reason)
                return false
            }
        }
    }

    /// Waits for a summons and makes the trip that was given, if one was; false where the thread is to end, because it
    /// was dismissed or because `make` says that it is not at home.
    private static func nextTrip(_ counter: Counter, _ make: (Trip) -> Bool) -> Bool {
        _ = counter.summons.wait(milliseconds: -1)
        counter.summons.silence()
        guard case .away(let trip) = counter.content.withLock({ $0.state }) else { return stay(counter) }
        let isAtHome = make(trip)
        counter.content.withLock { content in
            if case .abandoned = content.state { content.state = .free } else { content.state = .back(trip) }
            content.hasLeft = !isAtHome
        }
        counter.reports.ring()
        return isAtHome && stay(counter)
    }

    /// false when it was dismissed and no trip has come in between.
    private static func stay(_ counter: Counter) -> Bool {
        counter.content.withLock { content in
            if case .away = content.state { return true }
            content.hasLeft = content.isDismissed
            return !content.hasLeft
        }
    }

    /// There, and back again; whether the thread is at home then.
    private static func travel(_ trip: Trip, _ home: borrowing HomeNamespace) -> Bool {
        do throws(Errno) {
            try arrive(trip)
        } catch {
            trip.refuse(error)
            return true
        }
        trip.run()
        return home.comeBack()
    }

    /// The destination's descriptor is closed as soon as the thread is there: from then on its being there is all that
    /// keeps the mount namespace alive.
    private static func arrive(_ trip: Trip) throws(Errno) {
        guard let destination = trip.destination.take() else { throw .canceled }
        try HomeNamespace.enter(destination)
    }
}
