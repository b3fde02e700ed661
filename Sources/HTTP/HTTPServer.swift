// The server as the rest of the program sees it: started on its listeners, asked to stop. Everything else is its
// thread's.

package import Linux

/// A running server.
package final class HTTPServer: Sendable {
    private let mailbox: Mailbox
    private let thread: Thread

    /// Starts to serve; the listeners are bound already, so that nothing here can fail for the user's fault.
    package init(
        _ listeners: [Listener], limits: ServerLimits, counts: ServerCounts, handler: any RequestHandler
    ) throws(SystemError) {
        let mailbox = try Mailbox()
        self.mailbox = mailbox
        let handover = Handover(try ServerLoop(listeners, limits, counts, mailbox, handler))
        thread = try Thread(name: "nse-http") {
            guard var loop = handover.take() else { return }
            loop.run()
        }
    }

    /// Stops to accept, finishes what is in flight, and waits for that at most `milliseconds`.
    package func stop(milliseconds: Int32) -> Bool {
        mailbox.stop()
        return thread.wait(milliseconds: milliseconds)
    }
}
