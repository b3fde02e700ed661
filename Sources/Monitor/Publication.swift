// What the Monitor last published: one immutable object, so that a reader on another thread takes a reference and no
// lock while it reads.

package import Namespaces

/// The namespaces as they stood, and how well we know.
package final class Publication: Sendable {
    package let snapshot: Snapshot
    /// Whether a round has been completed: before, the snapshot says nothing.
    package let isComplete: Bool
    package let sources: [SourceReport]
    package let feeds: [FeedReport]

    package init(snapshot: Snapshot, isComplete: Bool, sources: [SourceReport], feeds: [FeedReport]) {
        self.snapshot = snapshot
        self.isComplete = isComplete
        self.sources = sources
        self.feeds = feeds
    }
}
