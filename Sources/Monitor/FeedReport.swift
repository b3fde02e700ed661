// How a feed fares, for its metrics.

/// A feed's state and its counts since start.
package struct FeedReport: Equatable, Sendable {
    /// The label `feed`.
    package let name: String
    /// Whether it is subscribed.
    package var isUp = true
    /// Messages that it understood.
    package var messages: UInt64 = 0
    /// Times that it lost some; how many, the kernel does not say.
    package var losses: UInt64 = 0

    package init(name: String) {
        self.name = name
    }
}
