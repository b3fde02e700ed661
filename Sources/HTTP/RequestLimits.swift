// What a request may take before it is refused.

/// Bounds on a request's head.
package enum RequestLimits {
    /// Bytes of the request line: RFC 9112, section 3, wants at least 8000; past it, 414.
    package static let lineBytes = 8 * 1024
    /// Bytes of the whole head: past it, 431. Browsers send 1 to 2 KiB.
    package static let headBytes = 16 * 1024
    /// Fields: past it, 431.
    package static let fields = 100
    /// Bytes of content that a client may announce: past it, 413. None is ever wanted.
    package static let contentBytes = 8 * 1024
}
