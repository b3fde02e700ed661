// How deep namespaces are nested: those of user and pid, which alone have parents. Pure.

/// The nesting of a Registry's namespaces.
struct Depths {
    private let records: [NamespaceID: NamespaceRecord]

    init(_ records: [NamespaceID: NamespaceRecord]) {
        self.records = records
    }

    /// Steps up to the initial namespace; nil where the way up is not known to its end.
    func depth(of namespace: NamespaceID) -> Int? {
        // More steps than the kernel allows are no chain of namespaces.
        guard let maximum = namespace.type.maximumDepth else { return nil }
        var depth = 0
        var current = namespace
        while !current.isInitial {
            guard depth < maximum, let parent = records[current]?.facts?.parent else { return nil }
            current = parent
            depth += 1
        }
        return depth
    }

    /// The greatest depth of each type that nests.
    var deepest: PerType<Int?> {
        var deepest = PerType<Int?>(repeating: nil)
        for namespace in records.keys where namespace.type.isHierarchical {
            guard let depth = depth(of: namespace) else { continue }
            deepest[namespace.type] = max(deepest[namespace.type] ?? 0, depth)
        }
        return deepest
    }
}
