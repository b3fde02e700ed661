// What is wrong with a flag's value, in one sentence for whoever typed it.

/// A value that means nothing.
package struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
