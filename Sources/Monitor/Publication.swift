// What the Monitor last published: one immutable object, so that a reader on another thread takes a reference and no
// lock while it reads.

package import Namespaces

/// The namespaces as they stood, and how well we know.
package final class Publication: Sendable {
    package let snapshot: Snapshot
    package let sources: [SourceReport]
    package let feeds: [FeedReport]

    package init(snapshot: Snapshot, sources: [SourceReport], feeds: [FeedReport]) {
        self.snapshot = snapshot
        self.sources = sources
        self.feeds = feeds
    }
}
