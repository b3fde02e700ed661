// What `usage --explain` is asked. Pure.

internal import Namespaces

/// One more namespace, and who would make it.
package struct UsageQuestion: Equatable, Sendable {
    let type: NamespaceType
    /// nil: the user who asks.
    let uid: UInt32?
    /// The user namespace that would own it; nil: the one that we are in.
    let userNamespace: NamespaceID?

    package init(type: String, uid: UInt32?, userNamespace: UInt32?) throws(UsageError) {
        guard let known = NamespaceType(name: type[...]) else {
            throw UsageError(
                "There is no type '\(type)': it must be one of "
                    + "\(NamespaceType.allCases.map(\.name).joined(separator: ", ")).")
        }
        self.type = known
        self.uid = uid
        self.userNamespace = userNamespace.map { NamespaceID(.user, $0) }
    }
}
