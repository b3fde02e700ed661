// Something that happened to a namespace, told once to whoever keeps or shows it.

package import Namespaces

/// An event.
package struct Event: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A namespace that was not known before; seen through `process`.
        case added(NamespaceID, process: EventProcess?)
        /// A namespace that nobody is left of.
        case deleted(NamespaceID)
        /// Some network namespace has this id inside ours from now on.
        case nsidGiven(Int32)
        /// Some network namespace lost this id inside ours.
        case nsidTaken(Int32)
        /// The feed lost messages: what they told is found by the reconcile that follows.
        case gap
    }

    package let kind: Kind
    /// Seconds since 1970-01-01T00:00:00Z.
    package let time: Double
    /// What told of it: the name of a feed, or "reconcile".
    package let feed: String

    package init(_ kind: Kind, feed: String, time: Double) {
        self.kind = kind
        self.feed = feed
        self.time = time
    }
}
