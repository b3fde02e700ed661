// What the server has done and is doing, for its metrics. It is counted on the server's thread and read anywhere.

internal import Synchronization

/// Counts of requests.
package final class ServerCounts: Sendable {
    /// Why a request or a connection was turned away without an answer to what it asked.
    package enum Reason: String, CaseIterable, Sendable {
        /// `--web.max-connections`.
        case connections
        /// `--web.max-requests`.
        case requests
        /// `--web.max-streams`, or what one host may have of them.
        case streams
        /// It broke a rule of HTTP, or a bound on its size.
        case malformed
        /// It did not arrive in time.
        case timeout
    }

    /// The counts at one moment.
    package struct Values: Equatable, Sendable {
        /// Answers by their status code, those turned away too.
        package var answers: [Int: UInt64] = [200: 0, 503: 0]
        package var rejections: [Reason: UInt64] = [:]
        /// Requests that are not answered whole yet.
        package var inFlight = 0
        /// Live streams.
        package var streams = 0
    }

    private let state = Mutex(Values())

    package init() {}

    package var values: Values { state.withLock { $0 } }

    func countAnswer(_ status: Status) {
        state.withLock { $0.answers[status.rawValue, default: 0] += 1 }
    }

    func countRejection(_ reason: Reason) {
        state.withLock { $0.rejections[reason, default: 0] += 1 }
    }

    func setInFlight(_ count: Int) {
        state.withLock { $0.inFlight = count }
    }

    func setStreams(_ count: Int) {
        state.withLock { $0.streams = count }
    }
}
