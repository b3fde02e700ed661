// What a namespace tells of itself when it is opened (ioctl_nsfs(2)): fixed when it is made, so that it is asked once.

/// A namespace's own word. What the kernel does not tell, or not to us, is nil.
package struct NamespaceFacts: Equatable, Sendable {
    /// The kernel's 64-bit id, which no other namespace ever gets.
    package var id: UInt64?
    /// The user namespace that owns it; of a user namespace that is its parent.
    package var owner: NamespaceID?
    /// The namespace that it was made in: of user and pid namespaces only.
    package var parent: NamespaceID?
    /// Who made it: of user namespaces only (as our own user namespace numbers users).
    package var ownerUserID: UInt32?

    package init() {}
}
