// What became different in an Inventory: one namespace came or went.

/// A namespace that is new or gone.
package struct Change: Equatable, Sendable {
    package enum Kind: Sendable { case added, deleted }

    package let kind: Kind
    package let namespace: NamespaceID
    /// The process that led to a new one; nobody is left of a deleted one.
    package let processID: Int32?

    package init(_ kind: Kind, _ namespace: NamespaceID, processID: Int32? = nil) {
        self.kind = kind
        self.namespace = namespace
        self.processID = processID
    }
}
