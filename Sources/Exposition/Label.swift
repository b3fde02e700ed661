// A name and a value that tell one sample of a metric from its others.

/// A label. The name is [a-zA-Z_][a-zA-Z0-9_]*; the value is any text.
package struct Label: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
