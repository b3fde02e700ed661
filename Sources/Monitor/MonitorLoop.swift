// The Monitor's thread: it owns the Inventory, runs rounds when they are due or asked for, drains feeds between their
// slices, and publishes. It waits only in epoll; nobody who reads makes it wait.

internal import Linux
internal import Namespaces
internal import Netlink

/// The loop and all that only its thread touches.
struct MonitorLoop: ~Copyable {
    /// After a loss a round is due at once, but a feed that loses without end must not make rounds without end.
    private static let minimumLossMilliseconds: Int64 = 1_000
    /// `--collector.debounce`: how long what a feed tells may wait to be published.
    private static let debounceMilliseconds: Int64 = 50

    /// A round over descriptors, sockets and mounts is spread over so much time: with the round that ends it, it takes
    /// less than five minutes.
    private static let deepRoundMilliseconds: Int64 = 240_000

    private enum Token {
        static let board: UInt64 = 0
        static let feed: UInt64 = 1
    }

    private let configuration: MonitorConfiguration
    private let board: Noticeboard
    private let sink: any EventSink
    private var reconcile: Reconcile
    private var feed: NamespaceIDFeed<NetlinkSocket>?
    /// The counts of a feed that failed, for the one that follows it: a counter never goes back.
    private var lastFeedReport = FeedReport(name: NamespaceIDFeed<NetlinkSocket>.name)
    private var epoll: Epoll
    private var events = SourceReport(name: .events)
    private var failing: Set<SourceName> = []
    private var lastRound: Clock.Moment?
    private var nextRound = Clock.monotonic
    private var nextPublication: Clock.Moment?

    init(
        _ configuration: MonitorConfiguration, _ board: Noticeboard, _ sink: any EventSink,
        _ reconcile: consuming Reconcile
    ) throws(SystemError) {
        let epoll = try Epoll(capacity: 8)
        try epoll.add(board.number, .readable, token: Token.board)
        self.configuration = configuration
        self.board = board
        self.sink = sink
        self.reconcile = reconcile
        self.epoll = epoll
    }

    /// Runs until the board says stop.
    mutating func run() {
        while !board.isStopping {
            let count = epoll.wait(milliseconds: patience)
            for index in 0..<count {
                switch epoll.event(index).token {
                case Token.board: board.silence()
                default: drainFeed()
                }
            }
            if isRoundDue { stepRound() }
            if let due = nextPublication, due <= Clock.monotonic { publish(after: .unfinished) }
        }
        reconcile.stop()
    }

    private var isRoundDue: Bool {
        reconcile.isRunning || nextRound <= Clock.monotonic || board.hasWaiters
    }

    /// How long epoll may wait, in milliseconds.
    private var patience: Int32 {
        if isRoundDue { return 0 }
        let due = min(nextRound, nextPublication ?? nextRound)
        // Rounded up: waking a millisecond early would only mean to wait again.
        return Int32(clamping: due.milliseconds(since: Clock.monotonic) + 1)
    }

    private mutating func stepRound() {
        var share = 0.0
        if !reconcile.isRunning {
            let now = Clock.monotonic
            share = lastRound.map { now.seconds(since: $0) * 1_000 / Double(Self.deepRoundMilliseconds) } ?? 1
            lastRound = now
            nextRound = now.adding(
                milliseconds: min(configuration.reconcileMilliseconds, Self.deepRoundMilliseconds))
            subscribeIfNeeded()
        }
        var failed: [(SourceName, SystemError)] = []
        let progress = reconcile.step(share: share) { failed.append(($0, $1)) }
        for (source, error) in failed { fail(source, error) }
        tellChanges()
        guard progress != .unfinished else { return }
        for report in reconcile.sources where report.succeeded { failing.remove(report.name) }
        publish(after: progress)
    }

    /// Tells of a failure once, and again only after a success.
    private mutating func fail(_ source: SourceName, _ error: SystemError) {
        if failing.insert(source).inserted { sink.take(failure: error, of: source) }
    }

    private mutating func tellChanges() {
        for change in reconcile.takeChanges() {
            sink.take(Event(kind(of: change), feed: "reconcile", time: Clock.realtimeSeconds))
        }
    }

    private func kind(of change: Change) -> Event.Kind {
        switch change.kind {
        case .deleted: return .deleted(change.namespace)
        case .added:
            guard let processID = change.processID else { return .added(change.namespace, process: nil) }
            return .added(change.namespace, process: reconcile.describe(processID))
        }
    }

    private mutating func publish(after progress: Reconcile.Progress) {
        nextPublication = nil
        // What a feed tells before the first round is over goes out with that.
        guard progress != .unfinished || reconcile.completed != nil else { return }
        let isWatching = configuration.sources.contains(.events)
        let publication = Publication(
            snapshot: reconcile.snapshot, isComplete: reconcile.completed != nil,
            sources: reconcile.sources + (isWatching ? [events] : []),
            feeds: isWatching ? [feedReport] : [])
        board.publish(publication, roundStart: reconcile.completed?.start, after: progress)
    }
}

/// The feed.
extension MonitorLoop {
    private var feedReport: FeedReport {
        switch feed {
        case .some(let feed): return feed.report
        case .none:
            var report = lastFeedReport
            report.isUp = false
            return report
        }
    }

    /// At the first round, and again at each one after the feed failed.
    private mutating func subscribeIfNeeded() {
        guard configuration.sources.contains(.events), feed == nil else { return }
        do throws(SystemError) {
            let socket = try NetlinkSocket.namespaceIDs()
            try epoll.add(socket.number, .readable, token: Token.feed)
            feed = NamespaceIDFeed(socket, continuing: lastFeedReport)
            events.succeeded = true
            failing.remove(.events)
        } catch {
            events.succeeded = false
            fail(.events, error)
        }
    }

    private mutating func drainFeed() {
        let start = Clock.monotonic
        guard let drained = feed?.drain() else { return }
        let name = NamespaceIDFeed<NetlinkSocket>.name
        for message in drained.messages {
            let kind: Event.Kind =
                switch message {
                case .given(let nsid): .nsidGiven(nsid)
                case .taken(let nsid): .nsidTaken(nsid)
                }
            sink.take(Event(kind, feed: name, time: Clock.realtimeSeconds))
        }
        if drained.isLossy {
            sink.take(Event(.gap, feed: name, time: Clock.realtimeSeconds))
            let earliest = lastRound?.adding(milliseconds: Self.minimumLossMilliseconds) ?? start
            nextRound = min(nextRound, earliest)
        }
        if let failure = drained.failure {
            // What it would have told is found by a round.
            nextRound = min(nextRound, lastRound?.adding(milliseconds: Self.minimumLossMilliseconds) ?? start)
            events.succeeded = false
            fail(.events, SystemError("receive from", "RTNLGRP_NSID", failure))
            // Closing the socket takes it out of the epoll instance; else it would report its error for ever.
            lastFeedReport = feedReport
            feed = nil
        }
        events.seconds = Clock.monotonic.seconds(since: start)
        nextPublication = nextPublication ?? start.adding(milliseconds: Self.debounceMilliseconds)
    }
}
