// What is said of namespaces and limits in metrics: the families with the prefix linux_. Pure: a snapshot in, families
// out. What is not known is absent.

internal import Exposition
internal import Namespaces

/// The families of a Snapshot.
enum NamespaceFamilies {
    static func groups(of snapshot: Snapshot) -> MetricsText.Groups {
        let types = NamespaceType.allCases.filter(snapshot.has)
        var found: [MetricFamily] = []
        if let totals = snapshot.totals {
            found += counts(totals, types)
            if let sums = totals.unattended { found += unattended(sums, types) }
            found += depths(totals, types)
        }
        let charged = snapshot.charges.map { charges($0, types) } ?? []
        return [
            (.namespaces, found),
            (.charges, charged + (snapshot.resources.map(resources) ?? [])),
            (.limits, snapshot.limits.map { limits(snapshot, $0.resources) } ?? []),
            (.names, snapshot.names.map(names) ?? []),
            (.mounts, mounts(snapshot)),
        ]
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
            for kind in HolderKind.allCases {
                held.add(Double(totals.held[type][kind]), ["nstype": type.name, "holder": kind.name])
            }
            added.add(Double(totals.added[type]), ["nstype": type.name])
            deleted.add(Double(totals.deleted[type]), ["nstype": type.name])
        }
        return [found, held, added, deleted]
    }

    private static func resources(_ totals: ResourceTotals) -> [MetricFamily] {
        var fullest = MetricFamily(
            "linux_user_charged_max", .gauge,
            help:
                "Objects of the resource charged to the fullest user of the exporter's user namespace; whose they are "
                + "is estimated."
        )
        var indistinct = MetricFamily(
            "linux_user_charged_indistinct", .gauge,
            help: "Objects that may have been counted more than once: the kernel did not tell them apart.")
        for resource in UserResource.allCases {
            fullest.add(Double(totals.fullest[resource] ?? 0), ["resource": resource.rawValue])
            indistinct.add(Double(totals.indistinct[resource] ?? 0), ["resource": resource.rawValue])
        }
        return [fullest, indistinct]
    }

    private static func charges(_ totals: ChargeTotals, _ types: [NamespaceType]) -> [MetricFamily] {
        var users = MetricFamily(
            "linux_namespaces_charged", .gauge,
            help: "Namespaces that the kernel charges to a user of the exporter's user namespace: the fullest few.")
        var fullest = MetricFamily(
            "linux_namespaces_charged_max", .gauge,
            help: "Namespaces charged to the fullest user of the exporter's user namespace: what meets the limit.")
        var count = MetricFamily(
            "linux_namespaces_charged_uids", .gauge,
            help: "Users of the exporter's user namespace that are charged with any.")
        var estimated = MetricFamily(
            "linux_namespaces_charged_estimated", .gauge,
            help: "Charges, in any user namespace, whose user is estimated: the kernel does not tell.")
        var unattributed = MetricFamily(
            "linux_namespaces_charged_unattributed", .gauge,
            help: "Namespaces that are charged to somebody who is not known: charges may be too low by them.")
        var ratio = MetricFamily(
            "linux_namespaces_child_usage_ratio_max", .gauge,
            help: "How full the fullest user of any other user namespace with a limit of its own is; 1 is full.")
        for type in types {
            let label: KeyValuePairs = ["nstype": type.name]
            for user in totals.users[type] {
                users.add(Double(user.charged), ["nstype": type.name, "uid": "\(user.uid)"])
            }
            fullest.add(Double(totals.fullest[type]), label)
            count.add(Double(totals.userCount[type]), label)
            estimated.add(Double(totals.estimated[type]), label)
            unattributed.add(Double(totals.unattributed[type]), label)
            if let value = totals.childRatio[type] { ratio.add(value, label) }
        }
        return [users, fullest, count, estimated, unattributed, ratio]
    }

    private static func unattended(
        _ sums: PerType<Totals.Unattended>, _ types: [NamespaceType]
    ) -> [MetricFamily] {
        var all = MetricFamily(
            "linux_namespaces_unattended", .gauge,
            help: "Namespaces that are kept alive though no process and no thread is in them or in what they keep.")
        var old = MetricFamily(
            "linux_namespaces_unattended_old", .gauge, help: "Those of them that are so for longer than an hour.")
        var oldest = MetricFamily(
            "linux_namespaces_unattended_oldest_timestamp_seconds", .gauge,
            help: "Since when the oldest of them is so.")
        for type in types {
            all.add(Double(sums[type].count), ["nstype": type.name])
            old.add(Double(sums[type].old), ["nstype": type.name])
            if let time = sums[type].oldest { oldest.add(time, ["nstype": type.name]) }
        }
        return [all, old, oldest]
    }

    private static func depths(_ totals: Totals, _ types: [NamespaceType]) -> [MetricFamily] {
        var deepest = MetricFamily(
            "linux_namespaces_depth_max", .gauge, help: "How deep the deepest is nested; the initial one is at 0.")
        var limits = MetricFamily(
            "linux_namespaces_depth_limit", .gauge, help: "How deep the kernel lets them nest.")
        for type in types {
            guard let limit = type.maximumDepth, let depth = totals.depth[type] else { continue }
            deepest.add(Double(depth), ["nstype": type.name])
            limits.add(Double(limit), ["nstype": type.name])
        }
        return [deepest, limits]
    }

    private static func names(_ counts: NameCounts) -> [MetricFamily] {
        let figures: [(String, String, Int?)] = [
            ("linux_netns_names", "Names of network namespaces in /run/netns and /run/docker/netns.", counts.names),
            ("linux_netns_names_dangling", "Those of them that no namespace is mounted on.", counts.dangling),
            ("linux_netns_with_id", "Network namespaces with an id in the exporter's own.", counts.withID),
        ]
        return figures.compactMap { name, help, figure in
            figure.map { MetricFamily(name, .gauge, help: help, value: Double($0)) }
        }
    }

    private static func mounts(_ snapshot: Snapshot) -> [MetricFamily] {
        let figures: [(String, String, Int?)] = [
            ("linux_mount_namespace_mounts_max", "Mounts in the fullest mount namespace.", snapshot.fullestMounts),
            (
                "linux_mount_namespace_mounts_limit", "Mounts that a mount namespace may have (fs.mount-max).",
                snapshot.mountLimit
            ),
        ]
        return figures.compactMap { name, help, figure in
            figure.map { MetricFamily(name, .gauge, help: help, value: Double($0)) }
        }
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
