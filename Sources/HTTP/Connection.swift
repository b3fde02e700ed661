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
        /// For the client to take the answer.
        case writing
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
    private var request: Request?

    init(id: UInt64, socket: consuming Descriptor, peer: Peer, deadline: Clock.Moment) {
        self.id = id
        self.socket = socket
        self.peer = peer
        self.deadline = deadline
    }

    /// Whether it is between requests.
    var isIdle: Bool { state == .reading && input.isEmpty }

    /// What to watch the socket for.
    var interest: Epoll.Interest {
        switch state {
        case .reading, .lingering: .readable
        case .waiting: []
        case .writing: .writable
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

    /// Puts an answer out; the caller sends it.
    func answer(_ response: Response, isLast: Bool, deadline: Clock.Moment, time: Int64) {
        isLastAnswer = isLast || request?.isPersistent != true
        let isVersion10 = request?.isVersion10 ?? false
        output = response.bytes(
            toHead: request?.isHead ?? false,
            connection: isLastAnswer ? "close" : isVersion10 ? "keep-alive" : nil, time: time)
        sent = 0
        state = .writing
        request = nil
        otherwise = nil
        self.deadline = deadline
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
        guard isLastAnswer else {
            state = .reading
            return
        }
        socket.endSending()
        input = []
        state = .lingering
    }
}
