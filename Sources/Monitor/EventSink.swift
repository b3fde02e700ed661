// Where the Monitor puts what it has to tell. It is called on the Monitor's thread, which must not wait: an
// implementation hands over and returns.

package import Linux

/// A taker of events and troubles.
package protocol EventSink: Sendable {
    /// Something happened.
    func take(_ event: Event)

    /// A source failed that had not failed the last time.
    func take(failure: SystemError, of source: SourceName)
}
