// A header field, as it was sent but for the white space around its value.

/// A name and a value (RFC 9110, section 5).
package struct Field: Equatable, Sendable {
    /// In lower case: names are case-insensitive.
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
