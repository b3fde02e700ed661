// A request whose framing has been judged and found good. What its method, path and fields mean is for others.

/// A parsed request.
package struct Request: Equatable, Sendable {
    package let method: String
    /// Percent-decoded, always beginning with "/".
    package let path: String
    /// The query's names and values in their order, decoded; a name without "=" has an empty value.
    package let query: [Field]
    package let fields: [Field]
    /// The authority the client meant, from an absolute target or the field Host; nil in HTTP/1.0 without one.
    package let host: String?
    /// Whether the connection may serve another request after this one.
    package let isPersistent: Bool
    /// HTTP/1.0: it must be told that the connection persists.
    package let isVersion10: Bool
    /// Whether content follows. None is ever wanted: it is not read, and the connection ends with the answer.
    package let hasContent: Bool

    package var isHead: Bool { method == "HEAD" }

    /// The values of a field, in their order; `name` in lower case.
    package func values(of name: String) -> [String] {
        fields.lazy.filter { $0.name == name }.map(\.value)
    }
}
