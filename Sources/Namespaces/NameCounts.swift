// How network namespaces are called: the figures of it.

/// Sums over names and ids of network namespaces.
package struct NameCounts: Equatable, Sendable {
    /// Names in the folders of names.
    package var names = 0
    /// Those of them that no namespace is mounted on.
    package var dangling = 0
    /// Network namespaces with an id inside ours; nil where they could not be asked for.
    package var withID: Int?

    package init() {}
}
