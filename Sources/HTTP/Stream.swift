// Content that is not at hand at once, on its way from whoever makes it to one client. What waits here is bounded: a
// list is asked for its next piece only when the last one is sent, and a live stream whose client takes too little ends
// with its last word. No call waits.

internal import Synchronization

/// The two ends of a stream: `put` and `end` for who makes it, on any thread; the rest for the server's.
package final class Stream: Sendable {
    package enum Kind: Sendable {
        /// It goes on for as long as the client likes. `heartbeat` is sent where nothing else was for a while, so that
        /// a client that went without a word is noticed; `lastWord` where it is too slow.
        case live(heartbeat: [UInt8], lastWord: [UInt8])
        /// It has an end. `refill` is called on the server's thread whenever all that was put is sent; it, or whoever
        /// it gives the stream to, puts the next piece or ends it.
        case list(refill: @Sendable (Stream) -> Void)
    }

    /// What may wait for a client of a live stream: some 1,000 events. As much again may be on its way.
    package static let capacity = 128 << 10

    private struct State {
        var waiting: [UInt8] = []
        var isEnded = false
        /// A list was asked for its next piece, and has neither put it nor ended.
        var isAsked = false
        /// There is no more, but there should be.
        var hasFailed = false
        /// The client was too slow, and has been told.
        var isDropped = false
        /// Nobody will take any more.
        var isClosed = false
        /// Tells the server's thread that there is something to take.
        var ring: (@Sendable () -> Void)?
    }

    let kind: Kind
    private let onClose: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameter onClose: called once, on the server's thread, when nothing more is wanted, whoever ended it.
    package init(_ kind: Kind, onClose: @escaping @Sendable () -> Void = {}) {
        self.kind = kind
        self.onClose = onClose
    }

    deinit {
        // One that never reached the server.
        close()
    }

    var isLive: Bool {
        if case .live = kind { true } else { false }
    }

    /// Puts `bytes` behind what waits. Where that is too much, a live stream ends with its last word instead; where
    /// nothing waits, any one piece is taken, as are those that a list was asked for.
    /// - Returns: whether more may come.
    @discardableResult
    package func put(_ bytes: [UInt8]) -> Bool {
        change { state in
            if !isLive || state.waiting.isEmpty || state.waiting.count + bytes.count <= Self.capacity {
                state.waiting += bytes
            } else {
                drop(&state)
            }
        }
    }

    /// Says that nothing more comes.
    package func end() {
        change { $0.isEnded = true }
    }

    /// Says that what is missing will never come: the client sees the connection break off rather than an end.
    package func fail() {
        change {
            $0.isEnded = true
            $0.hasFailed = true
        }
    }

    /// Ends it because its client is too slow.
    func drop() {
        change { drop(&$0) }
    }

    private func drop(_ state: inout State) {
        if case .live(_, let lastWord) = kind { state.waiting += lastWord }
        state.isEnded = true
        state.isDropped = true
    }

    /// Changes it where it has not ended, and rings where there was nothing to take before.
    @discardableResult
    private func change(_ body: (inout State) -> Void) -> Bool {
        let (ring, goesOn) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
            guard !state.isEnded, !state.isClosed else { return (nil, false) }
            let hadNone = state.waiting.isEmpty
            state.isAsked = false
            body(&state)
            return (hadNone ? state.ring : nil, !state.isEnded)
        }
        ring?()
        return goesOn
    }
}

/// The server's end.
extension Stream {
    var isDropped: Bool { state.withLock(\.isDropped) }

    var hasFailed: Bool { state.withLock(\.hasFailed) }

    /// Whether a list is to be asked for its next piece: not twice for one.
    func ask() -> Bool {
        state.withLock { state in
            defer { state.isAsked = true }
            return !state.isAsked
        }
    }

    func attach(_ ring: @escaping @Sendable () -> Void) {
        state.withLock { $0.ring = ring }
    }

    /// Takes all that waits, and whether it was the last.
    func take() -> (bytes: [UInt8], isLast: Bool) {
        state.withLock { state in
            defer { state.waiting = [] }
            return (state.waiting, state.isEnded)
        }
    }

    /// The client left, or has all.
    func close() {
        let wasOpen = state.withLock { state in
            defer {
                state.isClosed = true
                state.waiting = []
                state.ring = nil
            }
            return !state.isClosed
        }
        if wasOpen { onClose() }
    }
}
