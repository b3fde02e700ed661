// Responses on their way from other threads to the server's.

internal import Linux
internal import Synchronization

/// Late responses, news of streams and the request to stop. Bounded by the requests that wait for a round or a worker,
/// each of which sends one: those two have bounds of their own; and by the streams, each of which rings once until what
/// it has is taken.
final class Mailbox: Sendable {
    enum Letter: Sendable {
        /// A response, and the request that it is for.
        case response(connection: UInt64, serial: UInt64, make: @Sendable () -> Response)
        /// The connection's stream has something to send.
        case stream(connection: UInt64)
    }

    private struct State {
        var letters: [Letter] = []
        var isStopping = false
    }

    private let state = Mutex(State())
    private let wakeup: Wakeup

    init() throws(SystemError) {
        wakeup = try Wakeup()
    }

    /// For the server's epoll instance.
    var number: Int32 { wakeup.number }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    func put(_ letter: Letter) {
        state.withLock { $0.letters.append(letter) }
        wakeup.ring()
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        wakeup.ring()
    }

    func takeAll() -> [Letter] {
        wakeup.silence()
        return state.withLock { state in
            defer { state.letters = [] }
            return state.letters
        }
    }
}
