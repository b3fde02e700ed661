// What the kernel counts for each user: namespaces of a type, and what else /proc/sys/user limits. A plain value.

/// A kind of object that has a limit in /proc/sys/user.
package enum ChargedKind: Hashable, Sendable {
    case namespaces(NamespaceType)
    case resource(UserResource)

    /// As tables and JSON have it: "net", "inotify_watches".
    package var name: String {
        switch self {
        case .namespaces(let type): type.name
        case .resource(let resource): resource.rawValue
        }
    }

    /// Many of it, in words: "net namespaces", "inotify watches".
    package var plural: String {
        switch self {
        case .namespaces(let type): "\(type.name) namespaces"
        case .resource(let resource): String(resource.rawValue.map { $0 == "_" ? " " : $0 })
        }
    }
}

extension ChargedKind: CaseIterable {
    package static let allCases =
        NamespaceType.allCases.map(ChargedKind.namespaces) + UserResource.allCases.map(ChargedKind.resource)
}

extension ChargedKind: Comparable {
    /// Namespaces in the order of their types, then the resources.
    package static func < (left: ChargedKind, right: ChargedKind) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .namespaces(let type): Int(type.rawValue)
        case .resource(let resource):
            NamespaceType.allCases.count + (UserResource.allCases.firstIndex(of: resource) ?? 0)
        }
    }
}
