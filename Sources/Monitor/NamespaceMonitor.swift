// The Monitor as the rest of the program sees it: started, asked, stopped. Everything else is its thread's.

package import Linux

/// A running Monitor.
package final class NamespaceMonitor: Sendable {
    private let configuration: MonitorConfiguration
    private let board: Noticeboard
    private let thread: Thread

    /// Starts the thread, which begins with a round.
    package init(
        _ configuration: MonitorConfiguration, _ reconcile: consuming sending Reconcile, sink: any EventSink
    ) throws(SystemError) {
        self.configuration = configuration
        let board = try Noticeboard()
        self.board = board
        let handover = Handover(try MonitorLoop(configuration, board, sink, reconcile))
        thread = try Thread(name: "nse-monitor") {
            guard var loop = handover.take() else { return }
            loop.run()
        }
    }

    /// What was last published; nil before the first round is over.
    package var latest: Publication? { board.latest }

    /// What stands after a round that is at most the minimum scan interval old; nil where there is none such.
    package var fresh: Publication? { board.publication(newerThan: oldestFresh) }

    /// Calls `reader` with what stands after a round that is at most the minimum scan interval old: at once, or on the
    /// Monitor's thread when such a round is over.
    package func whenFresh(_ reader: @escaping @Sendable (Publication) -> Void) {
        board.await(newerThan: oldestFresh, reader)
    }

    private var oldestFresh: Clock.Moment {
        Clock.monotonic.adding(milliseconds: -configuration.minimumScanMilliseconds)
    }

    /// Asks the thread to end, and waits for that at most `milliseconds`.
    package func stop(milliseconds: Int32) -> Bool {
        board.stop()
        return thread.wait(milliseconds: milliseconds)
    }
}
