// Which namespaces are asked for, from the words of flags. Pure.

package import Namespaces

/// A choice of namespaces: those that meet everything that was asked.
package struct NamespaceFilter: Sendable {
    /// Empty: all.
    private var types: Set<NamespaceType> = []
    /// Empty: all.
    private var holders: Set<HolderKind> = []
    package let isUnattendedOnly: Bool

    /// - Parameters:
    ///   - types: `--type`, each time it was given.
    ///   - holders: `--holder`, each time it was given.
    package init(types: [String] = [], holders: [String] = [], unattended: Bool = false) throws(UsageError) {
        isUnattendedOnly = unattended
        for name in types {
            guard let type = NamespaceType(name: name) else {
                throw UsageError("There is no type '\(name)': \(Self.words(NamespaceType.allCases.map(\.name))).")
            }
            self.types.insert(type)
        }
        for name in holders {
            guard let kind = HolderKind(name: name) else {
                throw UsageError("There is no holder '\(name)': \(Self.words(HolderKind.allCases.map(\.name))).")
            }
            self.holders.insert(kind)
        }
    }

    private static func words(_ names: [String]) -> String {
        "it is one of \(names.joined(separator: ", "))"
    }

    package func admits(_ namespace: Namespace) -> Bool {
        (types.isEmpty || types.contains(namespace.id.type))
            && (holders.isEmpty || holders.contains(namespace.holder))
            && (!isUnattendedOnly || namespace.unattendedSince != nil)
    }
}
