// What is said of namespaces and limits in metrics: the families with the prefix linux_. Pure: a snapshot in, families
// out. What is not known is absent.

internal import Exposition
internal import Namespaces

/// The families of a Snapshot.
enum NamespaceFamilies {
    static func all(of snapshot: Snapshot) -> [MetricFamily] {
        let types = NamespaceType.allCases.filter(snapshot.has)
        var families: [MetricFamily] = []
        if let totals = snapshot.totals { families += counts(totals, types) }
        if let limits = snapshot.limits { families += self.limits(snapshot, limits.resources) }
        return families
    }

    private static func counts(_ totals: Totals, _ types: [NamespaceType]) -> [MetricFamily] {
        var found = MetricFamily(
            "linux_namespaces", .gauge, help: "Namespaces found, the initial one included.")
        var held = MetricFamily(
            "linux_namespaces_held", .gauge,
            help: "Namespaces found, by the strongest of what keeps them alive.")
        var added = MetricFamily(
            "linux_namespaces_added_total", .counter,
            help: "Namespaces seen to come since the exporter started; a lower bound.")
        var deleted = MetricFamily(
            "linux_namespaces_deleted_total", .counter,
            help: "Namespaces seen to go since the exporter started; a lower bound.")
        for type in types {
            found.add(Double(totals.found[type]), ["nstype": type.name])
            held.add(Double(totals.found[type]), ["nstype": type.name, "holder": "process"])
            added.add(Double(totals.added[type]), ["nstype": type.name])
            deleted.add(Double(totals.deleted[type]), ["nstype": type.name])
        }
        return [found, held, added, deleted]
    }

    private static func limits(_ snapshot: Snapshot, _ others: [Limits.Resource]) -> [MetricFamily] {
        var namespaces = MetricFamily(
            "linux_namespaces_limit", .gauge,
            help: "Namespaces that each user may have in the exporter's user namespace; 0 means disabled.")
        for type in NamespaceType.allCases {
            guard let limit = snapshot.limit(type), !limit.isUnlimited else { continue }
            namespaces.add(Double(limit.value), ["nstype": type.name])
        }
        var resources = MetricFamily(
            "linux_user_limit", .gauge,
            help: "Objects of the resource that each user may have in the exporter's user namespace.")
        for resource in others where !resource.limit.isUnlimited {
            resources.add(Double(resource.limit.value), ["resource": resource.name])
        }
        return [namespaces, resources]
    }
}
