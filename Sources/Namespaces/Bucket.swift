// Where the kernel counts what a user has made: one count for each user of each user namespace (kernel/ucount.c, struct
// ucounts). A plain value.

/// A user in a user namespace.
package struct Bucket: Hashable, Sendable {
    package let userNamespace: NamespaceID
    /// As the exporter's own user namespace numbers users.
    package let uid: UInt32

    package init(_ userNamespace: NamespaceID, uid: UInt32) {
        self.userNamespace = userNamespace
        self.uid = uid
    }
}

extension Bucket: Comparable {
    package static func < (left: Bucket, right: Bucket) -> Bool {
        (left.userNamespace, left.uid) < (right.userNamespace, right.uid)
    }
}
