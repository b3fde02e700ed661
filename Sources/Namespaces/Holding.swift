// What a look at one place found: this namespace is held by that.

/// A namespace and one of its holders.
package struct Holding: Hashable, Sendable {
    package let namespace: NamespaceID
    package let holder: Holder

    package init(_ namespace: NamespaceID, _ holder: Holder) {
        self.namespace = namespace
        self.holder = holder
    }
}
