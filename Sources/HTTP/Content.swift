// What an answer holds behind its head.

/// Content, at hand or on its way.
package enum Content: Sendable {
    case bytes([UInt8])
    case stream(Stream)

    /// Its length in bytes where that is known.
    var count: Int? {
        if case .bytes(let bytes) = self { bytes.count } else { nil }
    }
}
