// What /proc/sys/user says of the user namespace that the exporter is in.

/// The limits on one user's namespaces and other objects.
package struct Limits: Equatable, Sendable {
    /// max_TYPE_namespaces; nil where the kernel has no such file.
    package var namespaces = PerType<Limit?>(repeating: nil)
    /// The other max_RESOURCE files by RESOURCE (inotify_instances, fanotify_marks and what a later kernel adds),
    /// in the order of their names.
    package var resources: [Resource] = []

    /// A limit on something that is no namespace.
    package struct Resource: Equatable, Sendable {
        package let name: String
        package let limit: Limit

        package init(name: String, limit: Limit) {
            self.name = name
            self.limit = limit
        }
    }

    package init() {}

    /// nil where it is unknown.
    package func limit(_ kind: ChargedKind) -> Limit? {
        switch kind {
        case .namespaces(let type): namespaces[type]
        case .resource(let resource): resources.first { $0.name == resource.rawValue }?.limit
        }
    }

    /// Takes in one file. A name that is no `max_…`, or that limits a type of namespace unknown here, is passed over.
    package mutating func record(file: String, limit: Limit) {
        guard file.hasPrefix("max_") else { return }
        let name = file.dropFirst("max_".count)
        guard name.hasSuffix("_namespaces") else {
            resources.append(Resource(name: String(name), limit: limit))
            resources.sort { $0.name < $1.name }
            return
        }
        if let type = NamespaceType(name: name.dropLast("_namespaces".count)) { namespaces[type] = limit }
    }
}
