// One client's connection: what came in, what goes out, and until when. It decides nothing about requests; the server's
// thread alone touches it.

internal import Linux

/// A connection and its state.
final class Connection {
    enum State: Equatable {
        /// For a request's head, of which some bytes may be there.
        case reading
        /// For an answer that another thread makes.
        case waiting
        /// For the client to take the answer, or a piece of it.
        case writing
        /// For the next piece of a stream.
        case streaming
        /// For the client to close, after our last word.
        case lingering
    }

    /// Never given to another connection: an event or a reply for one that is gone finds nobody.
    let id: UInt64
    let socket: Descriptor
    let peer: Peer
    private(set) var state = State.reading
    /// What the socket is watched for now.
    var armed: Epoll.Interest = .readable
    /// When it has taken too long, whatever it is doing.
    var deadline: Clock.Moment
    /// Whether it is among the requests in flight.
    var isInFlight = false
    /// Counts the answers that were waited for.
    private(set) var serial: UInt64 = 0
    /// Makes the answer when the time for a late one is over.
    private(set) var otherwise: (@Sendable () -> Response)?
    private var input: [UInt8] = []
    /// Whether a line ended in `input` that was not parsed yet.
    private var hasNewLine = false
    /// Whether any line ended in `input`, so that the request line is known not to be too long.
    private var hasLine = false
    private var output: [UInt8] = []
    private var sent = 0
    private var isLastAnswer = false
    private var hasBeenAnswered = false
    private var request: Request?
    /// Where the rest of the answer comes from.
    private(set) var stream: Stream?
    private var isChunked = false
    /// Whether requests that it has sent wait for its next turn.
    var isInterrupted = false
    /// Served only where what it asks is vital (RequestHandler): it came when there were enough others.
    var isReserved = false
    /// Whether it is among the live streams.
    var isCountedStream = false

    init(id: UInt64, socket: consuming Descriptor, peer: Peer, deadline: Clock.Moment) {
        self.id = id
        self.socket = socket
        self.peer = peer
        self.deadline = deadline
    }

    /// Whether it is between requests.
    var isIdle: Bool { state == .reading && input.isEmpty }

    /// Whether it has had what it came for: it is kept for a next request only.
    var isKept: Bool { isIdle && hasBeenAnswered }

    /// What to watch the socket for.
    var interest: Epoll.Interest {
        switch state {
        case .reading, .lingering: .readable
        case .waiting: []
        case .writing: .writable
        // To notice when the client leaves. One that asks for the next thing before a list's end must wait for it.
        case .streaming: stream?.isLive == true ? .readable : []
        }
    }

    func receive(_ bytes: ArraySlice<UInt8>) {
        input.append(contentsOf: bytes)
        hasNewLine = hasNewLine || bytes.contains(.lineFeed)
        hasLine = hasLine || hasNewLine
    }

    /// Parses what came in, and takes a complete request off it. Without a new line there is nothing new to find but
    /// that it is too long: a head that comes byte by byte is not parsed for each.
    func nextRequest() -> RequestParser.Outcome {
        let longest = hasLine ? RequestLimits.headBytes : RequestLimits.lineBytes - 1
        guard hasNewLine || input.count > longest else { return .incomplete }
        hasNewLine = false
        let outcome = RequestParser.parse(input)
        if case .request(let request, let bytes) = outcome {
            // Content is never wanted: what follows the head is no next request.
            if request.hasContent { input = [] } else { input.removeFirst(bytes) }
            hasNewLine = input.contains(.lineFeed)
            hasLine = hasNewLine
            self.request = request
        }
        return outcome
    }

    func wait(until deadline: Clock.Moment, otherwise: @escaping @Sendable () -> Response) {
        state = .waiting
        serial += 1
        self.deadline = deadline
        self.otherwise = otherwise
    }

    /// Puts an answer out; the caller sends it. HEAD is told what GET would be, and spared the content (RFC 9110,
    /// section 9.3.2).
    func answer(_ response: Response, isLast: Bool, deadline: Clock.Moment, date: [UInt8]) {
        let isVersion10 = request?.isVersion10 ?? false
        let isHead = request?.isHead ?? false
        isLastAnswer = isLast || request?.isPersistent != true
        output = []
        switch response.content {
        case .bytes(let bytes):
            output.reserveCapacity(bytes.count + Self.headCapacity)
            write(headOf: response, isVersion10, date)
            if !isHead { output += bytes }
        case .stream(let stream):
            // A live one's client says nothing more but by leaving; HTTP/1.0 knows no other end than the connection's.
            isLastAnswer = isLastAnswer || stream.isLive || isVersion10
            isChunked = !isVersion10
            write(headOf: response, isVersion10, date)
            if isHead { stream.close() } else { self.stream = stream }
        }
        sent = 0
        state = .writing
        request = nil
        otherwise = nil
        self.deadline = deadline
    }

    /// The longest head that is usual.
    private static let headCapacity = 512

    private func write(headOf response: Response, _ isVersion10: Bool, _ date: [UInt8]) {
        let connection = isLastAnswer ? "close" : isVersion10 ? "keep-alive" : nil
        response.writeHead(date: date, connection: connection, isChunked: isChunked, into: &output)
    }

    /// Puts out what the stream has, or its heartbeat; the caller sends it. Where it has nothing, waits for it.
    /// - Returns: whether it can go on; a stream that has failed must not look as if it had ended.
    func takePiece(orHeartbeat isDue: Bool) -> Bool {
        guard let stream else { return true }
        var (piece, isLast) = stream.take()
        if piece.isEmpty, !isLast, case .list(let refill) = stream.kind, stream.ask() {
            refill(stream)
            (piece, isLast) = stream.take()
        }
        if stream.hasFailed { return false }
        if piece.isEmpty, !isLast, isDue, case .live(let heartbeat, _) = stream.kind { piece = heartbeat }
        output = isChunked ? Chunk.bytes(piece, isLast: isLast) : piece
        sent = 0
        state = output.isEmpty && !isLast ? .streaming : .writing
        if isLast { endStream() }
        return true
    }

    /// Nothing more is wanted of it.
    func endStream() {
        stream?.close()
        stream = nil
    }

    /// Sends what the client takes.
    /// - Returns: whether the answer is sent whole.
    func send() throws(Errno) -> Bool {
        while sent < output.count {
            do throws(Errno) {
                sent += try socket.send(output, from: sent)
            } catch {
                if error == .wouldBlock { return false }
                throw error
            }
        }
        output = []
        return true
    }

    /// After an answer: back to reading, or, after the last one, to lingering.
    func finishAnswer() {
        hasBeenAnswered = true
        guard isLastAnswer else {
            state = .reading
            return
        }
        socket.endSending()
        input = []
        state = .lingering
    }
}
