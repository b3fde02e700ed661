// One look at the host, for commands that print and end. It needs no daemon.

internal import Linux
internal import Monitor
package import Namespaces
internal import ProcFS

/// A complete round, and what it found.
package struct Survey: ~Copyable {
    private let reconcile: Reconcile
    /// What was not seen though it may be there, a sentence each.
    package let complaints: [String]
    /// Sources that did not do their part.
    private let failed: Set<SourceName>

    /// Looks at everything. What may not be read is left out.
    package init(_ configuration: Configuration) throws(StartError) {
        var reconcile: Reconcile
        do throws(ProcRootError) { reconcile = try Reconcile(configuration.monitor) } catch { throw .procfs(error) }
        do throws(SystemError) {
            let failures = try reconcile.runToEnd()
            failed = Set(failures.keys)
            complaints = failures.map { "The source \($0.key.rawValue) failed: \($0.value)." }.sorted()
        } catch {
            throw .system(error)
        }
        self.reconcile = reconcile
    }

    /// Why figures may be too low, a sentence each: for people.
    package var caveats: [String] {
        let unreadable = reconcile.snapshot.totals?.unreadable ?? 0
        let unattributed = unattributed
        let uncounted =
            "Namespaces that are charged to somebody who is not known: \(unattributed). Charges may be too low by them."
        let unread = "Processes that could not be read: \(unreadable). What only they are in or hold is missed."
        return complaints + reconcile.sight.complaints
            + (unreadable == 0 ? [] : [unread]) + (unattributed == 0 ? [] : [uncounted])
    }

    /// The namespaces that the filter admits, with the names of their users.
    package func list(_ filter: NamespaceFilter, withCommandLines: Bool) throws(StartError) -> NamespaceList {
        if filter.isUnattendedOnly, reconcile.snapshot.totals?.unattended == nil {
            throw .unknown("Who is unattended cannot be told: some processes could not be read.")
        }
        var users = UserNames()
        return NamespaceList(
            reconcile.namespaces(withCommandLines: withCommandLines, where: filter.admits).map { users.named($0) })
    }

    /// One exposition, without the families of a journal and of feeds: a command has none.
    package func metrics(showsExporter: Bool) -> [UInt8] {
        let publication = Publication(
            snapshot: reconcile.snapshot, isComplete: true, sources: reconcile.sources, feeds: [])
        return MetricsText.bytes(of: publication, showsExporter: showsExporter)
    }
}

/// `usage`.
extension Survey {
    /// All buckets, each with its user's name and with the units that own what is in it.
    package func usage() -> UsageReport {
        let units = unitsOfBuckets()
        var users = UserNames()
        return UsageReport(
            reconcile.usages.map { usage in
                let owners = units[usage.kind]?[usage.bucket] ?? [:]
                return UsageReport.Row(
                    usage, user: users.name(of: usage.bucket.uid),
                    units: owners.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) })
            })
    }

    /// The same figures against thresholds.
    package func check(_ thresholds: PluginCheck.Thresholds) -> PluginCheck {
        PluginCheck(thresholds, usage(), worstCases: worstCases, blindness: blindness)
    }

    private var unattributed: Int {
        guard let ledger = reconcile.ledger else { return 0 }
        return NamespaceType.allCases.reduce(0) { $0 + ledger.unattributed[$1] }
    }

    /// What each bucket would be charged with if all were its own that is charged to nobody known.
    private var worstCases: [BucketUsage] {
        guard let ledger = reconcile.ledger else { return [] }
        let top = reconcile.ownUserNamespace
        let buckets = Set(NamespaceType.allCases.flatMap { ledger.charges[$0].keys } + [Bucket(top, uid: 0)])
        return NamespaceType.allCases.filter { ledger.unattributed[$0] > 0 }.flatMap { type in
            buckets.map { bucket in
                BucketUsage(
                    .namespaces(type), bucket,
                    Charge(count: ledger.charge(type, bucket).count + ledger.unattributed[type]),
                    limit: reconcile.limit(.namespaces(type), in: bucket.userNamespace))
            }
        }
    }

    /// Without these nothing is missing of what is charged.
    private static let harmless: Set<SourceName> = [.names, .events]

    /// What the figures cannot be trusted without.
    private var blindness: String? {
        guard let visibility = reconcile.snapshot.visibility, reconcile.ledger != nil else {
            return "nothing could be reckoned"
        }
        if reconcile.snapshot.limits == nil { return "the limits are not known" }
        if !visibility[.initialUserNamespace] { return "the host's own user namespace is not seen" }
        if !visibility[.allProcesses] { return "not all processes are seen: it may be more" }
        // That limits of other user namespaces were refused is judged where one of them matters.
        let missing = failed.subtracting(Self.harmless.union([.charges])).map(\.rawValue).sorted()
        if !missing.isEmpty { return "it may be more: \(missing.joined(separator: ", ")) failed" }
        return nil
    }

    /// How much of what is in each bucket belongs to each unit: to that of the process in a namespace, or with a group.
    private func unitsOfBuckets() -> [ChargedKind: [Bucket: [String: Int]]] {
        var units: [ChargedKind: [Bucket: [String: Int]]] = [:]
        func add(_ count: Int, _ unit: String, _ kind: ChargedKind, _ bucket: Bucket) {
            units[kind, default: [:]][bucket, default: [:]][unit, default: 0] += count
        }
        guard var ledger = reconcile.ledger else { return units }
        for namespace in reconcile.namespaces() {
            guard let unit = namespace.process?.unit else { continue }
            for bucket in ledger.buckets(of: namespace.id) {
                add(1, unit, .namespaces(namespace.id.type), bucket)
            }
        }
        for group in reconcile.notificationGroups {
            guard let unit = reconcile.describeProcess(group.processID).unit else { continue }
            for bucket in ledger.chargeable(from: group.bucket) {
                for (resource, count) in group.counts where count > 0 {
                    add(count, unit, .resource(resource), bucket)
                }
            }
        }
        return units
    }

    /// Whether one more namespace could be made.
    package func explanation(of question: UsageQuestion) throws(StartError) -> ChargeExplanation {
        let userNamespace = question.userNamespace ?? reconcile.ownUserNamespace
        guard let owner = reconcile.namespaces(where: { $0.id == userNamespace }).first else {
            throw .unknown("There is no namespace \(userNamespace).")
        }
        let first = Bucket(userNamespace, uid: question.uid ?? Host.effectiveUserID)
        guard var ledger = reconcile.ledger, let buckets = ledger.buckets(from: first) else {
            throw .unknown("What is above \(userNamespace) is not known.")
        }
        let depth = question.type == .user ? owner.depth.map { $0 + 1 } : nil
        return ChargeExplanation(
            question.type,
            buckets.map { bucket in
                BucketUsage(
                    .namespaces(question.type), bucket, ledger.charge(question.type, bucket),
                    limit: reconcile.limit(.namespaces(question.type), in: bucket.userNamespace))
            }, depth: depth, besides: besides(question.type))
    }

    /// What refuses a namespace with the words of a full limit, and is no user's.
    private func besides(_ type: NamespaceType) -> String? {
        let snapshot = reconcile.snapshot
        if type == .mnt, let mounts = snapshot.fullestMounts, let limit = snapshot.mountLimit {
            return "Mounts, which a new one copies, are limited too: the fullest mount namespace here has \(mounts) of "
                + "\(limit)."
        }
        if let limit = type.maximumDepth, let depth = snapshot.totals?.depth[type] {
            return "Nesting is limited too: the deepest \(type.name) namespace here is at level \(depth) of \(limit)."
        }
        return nil
    }
}

/// `inspect`.
extension Survey {
    /// The process' links, and who else is where they lead.
    package func report(on processID: Int32) throws(StartError) -> ProcessReport {
        guard let links = reconcile.links(of: processID) else { throw .unknown("There is no process \(processID).") }
        let present = NamespaceLink.allCases.filter { links[$0] != 0 }
        guard !present.isEmpty else {
            throw .unknown(
                "The namespaces of process \(processID) may not be read: that takes CAP_SYS_PTRACE, and every "
                    + "capability that the process has.")
        }
        let wanted = Set(present.map { NamespaceID($0.type, links[$0]) })
        var users = UserNames()
        let found = reconcile.namespaces { wanted.contains($0.id) }.map { users.named($0) }
        let namespaces = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        let rows = present.compactMap { link in
            namespaces[NamespaceID(link.type, links[link])].map { namespace in
                ProcessReport.Row(link, namespace, others: others(in: namespace.id, than: processID))
            }
        }
        return ProcessReport(processID, users.named(reconcile.describeProcess(processID)), rows)
    }

    private func others(in namespace: NamespaceID, than processID: Int32) -> [ProcessReport.Other] {
        reconcile.members(of: namespace).filter { $0 != processID }.map { other in
            ProcessReport.Other(processID: other, command: reconcile.describe(other).command)
        }
    }

    /// The namespaces with that name, each with its holders.
    package func reports(named name: String) throws(StartError) -> [NamespaceReport] {
        var reports: [NamespaceReport] = []
        for namespace in reconcile.namespaces(named: name) { reports.append(try report(on: namespace)) }
        if !reports.isEmpty { return reports }
        throw .unknown(
            reconcile.isDangling(name)
                ? "There is a name '\(name)', but no namespace is mounted on it."
                : "No namespace has the name '\(name)'.")
    }

    /// The namespace with its holders.
    package func report(on namespace: NamespaceID) throws(StartError) -> NamespaceReport {
        guard var found = reconcile.namespaces(where: { $0.id == namespace }).first else {
            throw .unknown("There is no namespace \(namespace).")
        }
        found.holders = reconcile.holders(of: namespace)
        var users = UserNames()
        return NamespaceReport(users.named(found))
    }
}
