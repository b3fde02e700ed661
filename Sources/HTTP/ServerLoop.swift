// The server's thread: one epoll loop over listeners, connections and the mailbox. It waits only in epoll; a slow
// client costs its own bounded buffer and its own deadline, never another's time.

internal import Linux

/// The loop and all that only its thread touches.
struct ServerLoop: ~Copyable {
    /// Accepts in a row, before those who are connected have their turn.
    private static let acceptsPerEvent = 64
    /// Requests of one connection that are answered in a row, and deadlines that are kept in a row, before others have
    /// their turn: some 2 ms.
    private static let answersPerTurn = 32
    /// How long no connection is accepted after the process ran out of descriptors: the listener would report it again
    /// at once, for ever.
    private static let acceptPauseMilliseconds: Int64 = 100
    /// Tokens below are the mailbox's and the listeners'; connections count up from here.
    private static let firstConnection: UInt64 = 1 << 32

    private let limits: ServerLimits
    private let counts: ServerCounts
    private let mailbox: Mailbox
    private let handler: any RequestHandler
    private var listeners: [Listener]
    private var epoll: Epoll
    private var connections: [UInt64: Connection] = [:]
    /// Requests that are not answered whole.
    private var inFlight = 0
    /// Live streams by the host that they go to.
    private var streams = StreamCensus()
    private var date = DateField()
    /// Those that make room for who comes next, the first to go last, each with the deadline that it had then.
    private var dispensable: [(id: UInt64, deadline: Clock.Moment)] = []
    /// Those that have more requests at hand than one turn allows.
    private var unfinished: [UInt64] = []
    private var nextConnection = Self.firstConnection
    /// No deadline is earlier; it may be later than the truth, never the other way round.
    private var nextDeadline: Clock.Moment?
    private var acceptPausedUntil: Clock.Moment?
    private var stopDeadline: Clock.Moment?
    /// What one read takes: a whole head.
    private var scratch = [UInt8](repeating: 0, count: RequestLimits.headBytes)

    init(
        _ listeners: [Listener], _ limits: ServerLimits, _ counts: ServerCounts, _ mailbox: Mailbox,
        _ handler: any RequestHandler
    ) throws(SystemError) {
        let epoll = try Epoll(capacity: 256)
        try epoll.add(mailbox.number, .readable, token: 0)
        for (index, listener) in listeners.enumerated() {
            try epoll.add(listener.socket.number, .readable, token: UInt64(index) + 1)
        }
        self.listeners = listeners
        self.limits = limits
        self.counts = counts
        self.mailbox = mailbox
        self.handler = handler
        self.epoll = epoll
    }

    /// Runs until it is asked to stop and everything in flight is answered.
    mutating func run() {
        while stopDeadline == nil || !connections.isEmpty {
            let count = epoll.wait(milliseconds: patience)
            for index in 0..<count {
                let (token, interest) = epoll.event(index)
                switch token {
                case 0: openMail()
                case Self.firstConnection...: serve(token, interest)
                default: accept(from: Int(token) - 1)
                }
            }
            goOn()
            if mailbox.isStopping, stopDeadline == nil { beginStop() }
            checkDeadlines()
        }
    }

    /// How long epoll may wait, in milliseconds.
    private var patience: Int32 {
        if !unfinished.isEmpty { return 0 }
        guard let due = [nextDeadline, acceptPausedUntil, stopDeadline].compactMap({ $0 }).min() else { return -1 }
        return Int32(clamping: max(0, due.milliseconds(since: Clock.monotonic) + 1))
    }
}

/// Connections.
extension ServerLoop {
    private mutating func accept(from index: Int) {
        guard listeners.indices.contains(index), acceptPausedUntil == nil else { return }
        let listener = listeners[index]
        for _ in 0..<Self.acceptsPerEvent {
            do throws(Errno) {
                guard let accepted = try Sockets.accept(from: listener.socket) else { return }
                let peer = Peer(local: Sockets.localAddress(of: accepted.socket), remote: accepted.peer)
                let deadline = after(limits.idleMilliseconds)
                admit(
                    Connection(id: nextConnection, socket: accepted.takeSocket(), peer: peer, deadline: deadline))
                nextConnection += 1
            } catch {
                pauseAccepting()
                return
            }
        }
    }

    private mutating func admit(_ connection: Connection) {
        if connections.count >= limits.connections { makeRoom() }
        // Who is told that there are too many stays for a moment too: of those as well there must not be too many.
        if connections.count >= limits.connections + limits.vitalConnections + Self.acceptsPerEvent { return }
        if !connection.peer.isUnix { Sockets.disableDelay(connection.socket) }
        guard (try? epoll.add(connection.socket.number, .readable, token: connection.id)) != nil else { return }
        connections[connection.id] = connection
        watch(connection.deadline)
        if connections.count > limits.connections + limits.vitalConnections { return refuse(connection) }
        connection.isReserved = connections.count > limits.connections
    }

    private mutating func refuse(_ connection: Connection) {
        counts.countRejection(.connections)
        answer(connection, Response(Refusal(.serviceUnavailable, "There are too many connections.")), isLast: true)
    }

    /// Closes who has waited longest between requests, or else who takes longest to send one: the earliest deadline.
    /// Who has just come is not between requests: what it asks may only not be read yet.
    private mutating func makeRoom() {
        if dispensable.isEmpty { dispensable = mostDispensable() }
        while let (id, deadline) = dispensable.popLast() {
            // Who has done anything since then is not the oldest any more.
            guard let last = connections[id], last.state == .reading, last.deadline == deadline else { continue }
            if !last.isKept { counts.countRejection(.connections) }
            return close(last)
        }
    }

    /// As many as one row of accepts may need, the first to go last: to seek each by itself would cost newcomers more
    /// than all else does.
    private func mostDispensable() -> [(id: UInt64, deadline: Clock.Moment)] {
        let readers = connections.values.filter { $0.state == .reading }
        let order = readers.sorted { left, right in
            left.isKept == right.isKept ? left.deadline < right.deadline : left.isKept
        }
        return order.prefix(Self.acceptsPerEvent).reversed().map { ($0.id, $0.deadline) }
    }

    /// Dropping the last reference closes the socket, which takes it out of the epoll instance.
    private mutating func close(_ connection: Connection) {
        endFlight(connection)
        endStream(connection)
        connections[connection.id] = nil
    }

    private mutating func pauseAccepting() {
        acceptPausedUntil = after(Self.acceptPauseMilliseconds)
        setListening(false)
    }

    private func setListening(_ isListening: Bool) {
        for (index, listener) in listeners.enumerated() {
            // It can fail only for want of memory; then the pause, or its end, has no effect until the next one.
            try? epoll.change(listener.socket.number, isListening ? .readable : [], token: UInt64(index) + 1)
        }
    }

    private mutating func serve(_ id: UInt64, _ interest: Epoll.Interest) {
        guard let connection = connections[id] else { return }
        if !interest.isDisjoint(with: .failed), !interest.contains(.readable) { return close(connection) }
        switch connection.state {
        // What it has sent is answered before more is taken of it.
        case .reading where connection.isInterrupted: break
        case .reading: read(connection)
        case .writing: flush(connection)
        case .lingering, .streaming: drain(connection)
        case .waiting: break
        }
    }

    private mutating func read(_ connection: Connection) {
        do throws(Errno) {
            let wasIdle = connection.isIdle
            let count = try connection.socket.receive(into: &scratch)
            guard count > 0 else { return close(connection) }
            connection.receive(scratch[..<count])
            if wasIdle { setDeadline(connection, limits.headMilliseconds) }
            proceed(connection)
        } catch {
            if error != .wouldBlock { close(connection) }
        }
    }

    /// Reads and forgets what a client still sends when its last request is being answered, or is answered.
    private mutating func drain(_ connection: Connection) {
        do throws(Errno) {
            if try connection.socket.receive(into: &scratch) == 0 { close(connection) }
        } catch {
            if error != .wouldBlock { close(connection) }
        }
    }

    /// Serves the requests that have come, one after the other, as far as answers are at hand and taken.
    private mutating func proceed(_ connection: Connection) {
        var answered = 0
        while connection.state == .reading, connections[connection.id] != nil {
            if answered == Self.answersPerTurn {
                connection.isInterrupted = true
                return unfinished.append(connection.id)
            }
            answered += 1
            switch connection.nextRequest() {
            case .incomplete: return
            case .refused(let refusal):
                counts.countRejection(.malformed)
                answer(connection, Response(refusal), isLast: true)
            case .request(let request, _): dispatch(request, connection)
            }
        }
    }

    /// The next turn of those that were interrupted.
    private mutating func goOn() {
        if unfinished.isEmpty { return }
        let waiting = unfinished
        unfinished = []
        for id in waiting {
            guard let connection = connections[id] else { continue }
            connection.isInterrupted = false
            proceed(connection)
        }
    }

    private mutating func dispatch(_ request: Request, _ connection: Connection) {
        if connection.isReserved, !handler.isVital(request) { return refuse(connection) }
        guard mayFly(request) else {
            counts.countRejection(.requests)
            let words = "Limit of concurrent requests reached (\(limits.requests)), try again later."
            return answer(connection, Response(Refusal(.serviceUnavailable, words)), isLast: stopDeadline != nil)
        }
        connection.isInFlight = true
        setInFlight(inFlight + 1)
        switch handler.answer(request, from: connection.peer) {
        case .now(let response): answer(connection, response, isLast: stopDeadline != nil)
        case .later(let milliseconds, let otherwise, let begin):
            let patience = stopDeadline == nil ? milliseconds : min(milliseconds, limits.stopWaitMilliseconds)
            connection.wait(until: after(patience), otherwise: otherwise)
            watch(connection.deadline)
            rearm(connection)
            begin(Reply(connection: connection.id, serial: connection.serial, mailbox: mailbox))
        }
    }

    private func mayFly(_ request: Request) -> Bool {
        if limits.requests == 0 { return true }
        return inFlight < limits.requests + (handler.isVital(request) ? limits.vitalRequests : 0)
    }

    private mutating func endFlight(_ connection: Connection) {
        guard connection.isInFlight else { return }
        connection.isInFlight = false
        setInFlight(inFlight - 1)
    }

    private mutating func setInFlight(_ count: Int) {
        inFlight = count
        counts.setInFlight(count)
    }

    private mutating func answer(_ connection: Connection, _ response: Response, isLast: Bool) {
        var response = response
        if case .stream(let stream) = response.content, stream.isLive, let refusal = refusal(ofStreamTo: connection) {
            stream.close()
            response = Response(refusal)
        }
        counts.countAnswer(response.status)
        connection.answer(
            response, isLast: isLast, deadline: after(limits.writeMilliseconds), date: date.current())
        watch(connection.deadline)
        begin(streamTo: connection)
        push(connection)
    }

    private mutating func flush(_ connection: Connection) {
        push(connection)
        proceed(connection)
    }

    /// Sends what is there; then the next piece of a stream has its turn, after the others had theirs.
    private mutating func push(_ connection: Connection) {
        do throws(Errno) {
            guard connections[connection.id] != nil else { return }
            if try connection.send() {
                if connection.stream == nil { finish(connection) } else { takePiece(connection) }
            }
            rearm(connection)
        } catch {
            close(connection)
        }
    }

    private mutating func finish(_ connection: Connection) {
        endFlight(connection)
        endStream(connection)
        connection.finishAnswer()
        switch connection.state {
        case .lingering: setDeadline(connection, limits.lingerMilliseconds)
        // While stopping, no further request is waited for.
        case .reading where stopDeadline != nil: close(connection)
        case .reading: setDeadline(connection, connection.isIdle ? limits.idleMilliseconds : limits.headMilliseconds)
        case .waiting, .writing, .streaming: break
        }
    }

    private mutating func rearm(_ connection: Connection) {
        guard connections[connection.id] != nil, connection.interest != connection.armed else { return }
        connection.armed = connection.interest
        do throws(SystemError) {
            try epoll.change(connection.socket.number, connection.interest, token: connection.id)
        } catch {
            close(connection)
        }
    }
}

/// Streams.
extension ServerLoop {
    private func refusal(ofStreamTo connection: Connection) -> Refusal? {
        if streams.total >= limits.streams {
            counts.countRejection(.streams)
            return Refusal(
                .serviceUnavailable, "Limit of concurrent streams reached (\(limits.streams)), try again later.")
        }
        if streams[connection.peer.remote.host] >= limits.streamsPerHost {
            counts.countRejection(.streams)
            return Refusal(
                .tooManyRequests,
                "Limit of concurrent streams to one host reached (\(limits.streamsPerHost)), close one first.")
        }
        return nil
    }

    /// A live stream is no request in flight any more: it may take days.
    private mutating func begin(streamTo connection: Connection) {
        guard let stream = connection.stream else { return }
        let (id, mailbox) = (connection.id, mailbox)
        stream.attach { mailbox.put(.stream(connection: id)) }
        guard stream.isLive else { return }
        endFlight(connection)
        connection.isCountedStream = true
        streams.begin(to: connection.peer.remote.host)
        counts.setStreams(streams.total)
    }

    private mutating func endStream(_ connection: Connection) {
        connection.endStream()
        guard connection.isCountedStream else { return }
        connection.isCountedStream = false
        streams.end(to: connection.peer.remote.host)
        counts.setStreams(streams.total)
    }

    /// Puts out what comes next, which epoll says when to send.
    private mutating func takePiece(_ connection: Connection, orHeartbeat isDue: Bool = false) {
        guard connection.takePiece(orHeartbeat: isDue) else { return close(connection) }
        let isQuiet = connection.state == .streaming && connection.stream?.isLive == true
        setDeadline(connection, isQuiet ? limits.heartbeatMilliseconds : limits.writeMilliseconds)
    }

    /// Sends what a stream has got.
    private mutating func resume(_ connection: Connection, orHeartbeat isDue: Bool = false) {
        takePiece(connection, orHeartbeat: isDue)
        push(connection)
        proceed(connection)
    }
}

/// Time.
extension ServerLoop {
    private func after(_ milliseconds: Int64) -> Clock.Moment {
        Clock.monotonic.adding(milliseconds: milliseconds)
    }

    private mutating func setDeadline(_ connection: Connection, _ milliseconds: Int64) {
        connection.deadline = after(milliseconds)
        watch(connection.deadline)
    }

    private mutating func watch(_ deadline: Clock.Moment) {
        nextDeadline = min(nextDeadline ?? deadline, deadline)
    }

    private mutating func checkDeadlines() {
        let now = Clock.monotonic
        if let until = acceptPausedUntil, until <= now {
            acceptPausedUntil = nil
            setListening(true)
        }
        if let stopDeadline, stopDeadline <= now { connections.removeAll() }
        guard let due = nextDeadline, due <= now else { return }
        // Who is past his deadline and had no turn keeps it, and has one next.
        for connection in connections.values.filter({ $0.deadline <= now }).prefix(Self.answersPerTurn) {
            expire(connection)
        }
        nextDeadline = connections.values.map(\.deadline).min()
    }

    private mutating func expire(_ connection: Connection) {
        switch connection.state {
        case .reading where !connection.isIdle:
            counts.countRejection(.timeout)
            let refusal = Refusal(.requestTimeout, "The request took too long to arrive.")
            answer(connection, Response(refusal), isLast: true)
        case .waiting:
            guard let response = connection.otherwise?() else { return close(connection) }
            deliver(response, connection)
        case .streaming where connection.stream?.isLive == true: resume(connection, orHeartbeat: true)
        case .writing:
            // Whoever takes nothing of a live stream is told so, should it come to that after all.
            guard let stream = connection.stream, stream.isLive, !stream.isDropped else { return close(connection) }
            stream.drop()
            setDeadline(connection, limits.writeMilliseconds)
        case .reading, .streaming, .lingering: close(connection)
        }
    }

    private mutating func openMail() {
        for letter in mailbox.takeAll() {
            switch letter {
            case .response(let id, let serial, let make):
                // Its connection may be closed, or waiting for a later request's answer because this one came late.
                guard let connection = connections[id], connection.state == .waiting, connection.serial == serial
                else { continue }
                deliver(make(), connection)
            case .stream(let id):
                // One that is writing comes to it by itself.
                guard let connection = connections[id], connection.state == .streaming else { continue }
                resume(connection)
            }
        }
    }

    private mutating func deliver(_ response: Response, _ connection: Connection) {
        answer(connection, response, isLast: stopDeadline != nil)
        proceed(connection)
    }

    /// Closes the listeners and all that waits for requests; the rest is answered, and ends with its answer.
    private mutating func beginStop() {
        stopDeadline = after(limits.stopMilliseconds)
        acceptPausedUntil = nil
        for listener in listeners {
            // Its descriptor lives as long as whoever opened it holds it.
            try? epoll.remove(listener.socket.number)
            listener.close()
        }
        listeners = []
        for connection in Array(connections.values) {
            switch connection.state {
            case .reading:
                // What the kernel has of a request is read once more; one that is not whole then is not in flight.
                read(connection)
                if connection.state == .reading { close(connection) }
            case .waiting:
                connection.deadline = min(connection.deadline, after(limits.stopWaitMilliseconds))
                watch(connection.deadline)
            case .streaming where connection.stream?.isLive == true:
                connection.stream?.end()
                resume(connection)
            case .writing: if connection.stream?.isLive == true { connection.stream?.end() }
            case .streaming, .lingering: break
            }
        }
    }
}
