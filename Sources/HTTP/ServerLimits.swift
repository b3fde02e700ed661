// How long and how many: the server's bounds on what others may take of it.

/// The server's bounds. Times are in milliseconds.
package struct ServerLimits: Equatable, Sendable {
    /// `--web.max-connections`. Past it the connection that has been idle longest makes room.
    package var connections = 512
    /// `--web.max-requests`: those that are answered at once; 0 for any number. Past it, 503.
    package var requests = 40
    /// So many more are answered where they are vital (RequestHandler).
    package var vitalRequests = 4
    /// So many more connections are taken, and answered where what they ask is vital.
    package var vitalConnections = 4
    /// `--web.max-streams`: live streams, which are no requests in flight.
    package var streams = 16
    /// Of those, the ones that go to one host; all that come over a unix socket are one.
    package var streamsPerHost = 4
    /// A live stream that was quiet for so long sends a heartbeat: shorter than any usual proxy's patience of 30 s.
    package var heartbeatMilliseconds: Int64 = 15_000
    /// From the first byte of a request to the end of its head: a client on any network sends 2 KiB in less; past it,
    /// 408.
    package var headMilliseconds: Int64 = 5_000
    /// Between requests: longer than Prometheus' usual interval of 15 s, so that its connection is kept.
    package var idleMilliseconds: Int64 = 60_000
    /// To take a whole answer, or a piece of a stream; and for a list's next piece to come.
    package var writeMilliseconds: Int64 = 10_000
    /// After an answer that ends the connection, for the client to read it before a reset could destroy it (RFC 9112,
    /// section 9.6).
    package var lingerMilliseconds: Int64 = 1_000
    /// For answers in flight when the server is asked to stop.
    package var stopMilliseconds: Int64 = 500
    /// For answers that another thread makes, when the server is asked to stop: what replaces those that do not come
    /// must still be sent.
    package var stopWaitMilliseconds: Int64 = 350

    package init() {}
}
