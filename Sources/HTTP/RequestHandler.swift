// What the server asks of whoever knows the answers.

/// Answers requests. Called on the server's thread, which must not wait: what takes time is answered later.
package protocol RequestHandler: Sendable {
    func answer(_ request: Request, from peer: Peer) -> Answer

    /// Whether it is to be answered even where there are too many others.
    func isVital(_ request: Request) -> Bool
}

/// An answer, or the promise of one.
package enum Answer: Sendable {
    case now(Response)
    /// `begin` is called at once and must not wait; it, or whoever it gives the reply to, sends the response. Where
    /// none came after `milliseconds`, `otherwise` makes one on the server's thread.
    case later(milliseconds: Int64, otherwise: @Sendable () -> Response, begin: @Sendable (Reply) -> Void)
}

/// The way back to a request that is answered later. Only the first response sent counts, and none after its time.
package struct Reply: Sendable {
    let connection: UInt64
    /// Which of the connection's late answers this is: what comes after its time must not answer the next request.
    let serial: UInt64
    let mailbox: Mailbox

    /// `make` is called on the server's thread, so that whoever knows the answer need not write it.
    package func send(_ make: @escaping @Sendable () -> Response) {
        mailbox.put(.response(connection: connection, serial: serial, make: make))
    }
}
