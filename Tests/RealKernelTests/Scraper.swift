// Scrapes without pause, on a thread of its own, while a test does something else.

internal import Linux
internal import Support
internal import Synchronization

/// A scraper that runs until it is told to finish.
final class Scraper {
    private final class State: Sendable {
        let samples = Mutex<[Samples]>([])
        let isFinished = Mutex(false)
    }

    private let state = State()
    private let thread: Thread

    init(port: UInt16) throws {
        let state = state
        thread = try Thread(name: "scraper") {
            while !state.isFinished.withLock({ $0 }) {
                guard let text = try? Exchange.get("/metrics", port: port) else { continue }
                state.samples.withLock { $0.append(Samples(text)) }
            }
        }
    }

    /// Ends it after the scrape that it is in; returns all that it got.
    func finish() -> [Samples] {
        state.isFinished.withLock { $0 = true }
        _ = thread.wait(milliseconds: 20_000)
        return state.samples.withLock { $0 }
    }
}
