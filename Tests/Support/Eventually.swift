// Waiting for what another program or thread will do: with a bound, and by looking, never by a fixed sleep.

internal import Foundation

/// What did not come in time.
package struct TimedOut: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) {
        self.description = description
    }
}

/// Looks every 10 ms until `look` finds something.
package func eventually<Found>(seconds: Double = 10, _ what: String, _ look: () throws -> Found?) throws -> Found {
    let end = Date(timeIntervalSinceNow: seconds)
    while true {
        if let found = try look() { return found }
        if Date() > end { throw TimedOut(description: "after \(seconds) s there was still not \(what)") }
        usleep(10_000)
    }
}
