// The truth-finding half of the Monitor: the polled sources and the Inventory that they fill, one round at a time. The
// loop that runs it decides when; commands run it once. It keeps no descriptor but that of /proc itself.
//
// A round looks at all processes. What is dear (descriptors, sockets, mounts) it looks at in part: its own, deep round
// is spread over as many rounds as the loop wants. The first is whole, and so is one after somebody was lost sight of.

package import Linux
package import NSFS
package import Namespaces
package import ProcFS

/// Rounds over the polled sources.
package struct Reconcile: ~Copyable, Sendable {
    /// Processes a slice: some 5 ms, between which feeds are drained.
    private static let slice = 200
    /// Processes whose descriptors are looked at in a slice: as long, where each has some twenty.
    private static let descriptorSlice = 40
    private let configuration: MonitorConfiguration
    private let probe: VisibilityProbe
    private let features: KernelFeatures
    private var processes: ProcessesSource
    private var descriptors: DescriptorsSource
    private var mounts: MountsSource?
    private var hierarchy: HierarchySource
    private var names: NamesSource?
    private var limits: LimitsSource
    private var charges: ChargesSource?
    private var inotify: InotifySource?
    /// Whether a round takes all the time that it needs, as commands have it.
    private var isUnhurried = false
    /// Of a turn over the limits of other user namespaces, what rounds that were cut left undone.
    private var dueShare = 0.0
    private var resources: ResourceCharges?
    private var liveness: Liveness
    package private(set) var inventory = Inventory()
    private var phase = Phase.idle
    private var deadline = Clock.monotonic
    private var start = Clock.monotonic
    private var deep = DeepRound()
    private var latest: (totals: Totals, visibility: Visibility)?
    /// When the last complete round began, and when it ended (seconds since 1970-01-01T00:00:00Z).
    package private(set) var completed: (start: Clock.Moment, time: Double)?

    private enum Phase {
        case idle, processes, mounts, descriptors, notifications
    }

    /// How far the deep round is.
    private struct DeepRound: Sendable {
        var isUnderWay = false
        /// The time was over before its end: it goes on, or it would never come to its end.
        var wasCut = false
        /// Whether mounts are left alone, of mount namespaces that descriptors led to.
        var hasReadDescriptors = false
        /// The number of the last one that was completed.
        var completed: UInt64?
        var lastUrgent: Clock.Moment?
        /// Whether this round is to end it.
        var isWhole = true
        /// Of a whole deep round, how much this round is to do.
        var share = 1.0
        /// Places that this round may still look at, unless it is to end it.
        var allowance = 0
    }

    /// - Parameter withheld: features of the kernel that are taken for absent.
    package init(
        _ configuration: MonitorConfiguration, withheld: KernelFeatures = []
    ) throws(ProcRootError) {
        self.init(configuration, try ProcRoot(path: configuration.procPath), withheld)
    }

    /// It does not throw: of a struct with a noncopyable part swiftc 6.3.1 would destroy what was not made yet.
    private init(
        _ configuration: MonitorConfiguration, _ proc: consuming ProcRoot, _ withheld: KernelFeatures
    ) {
        let enabled = configuration.sources
        let features = KernelFeatures.probe(proc: proc.directory).subtracting(withheld)
        let probe = VisibilityProbe(proc)
        let isPrivileged = probe.isInitialUser && probe.capabilities.has(.sysAdmin)
        let processes = ProcessesSource(proc: proc, looksAtThreads: enabled.contains(.threads))
        self.configuration = configuration
        self.features = features
        self.probe = probe
        liveness = Liveness(features, isPrivileged: isPrivileged)
        descriptors = DescriptorsSource(enabled, features)
        mounts = enabled.contains(.mounts) ? MountsSource(features) : nil
        hierarchy = HierarchySource(features, asksForOwners: enabled.contains(.hierarchy))
        names = enabled.contains(.names) ? NamesSource() : nil
        limits = LimitsSource(procPath: configuration.procPath)
        charges =
            enabled.contains(.charges)
            ? ChargesSource(procPath: configuration.procPath, maximumUsers: configuration.maximumUsers) : nil
        inotify =
            enabled.contains(.inotify)
            ? InotifySource(canCompare: features.contains(.fileComparison)) : nil
        self.processes = processes
    }

    /// How far a round is.
    package enum Progress: Sendable {
        case unfinished
        case completed
        /// It ended without having met every process: nothing is taken for gone.
        case failed
    }

    package typealias Complaint = (SourceName, SystemError) -> Void

    package var isRunning: Bool { phase != .idle }

    /// Does the next part of a round, or begins one.
    /// - Parameters:
    ///   - share: of a whole deep round, how much this round is to do; counts when it begins.
    ///   - failed: told of each source that fails; the others go on, and what the failed one last knew stays.
    package mutating func step(share: Double, failed: Complaint) -> Progress {
        if phase == .idle {
            begin(share, failed)
        } else {
            proceed(failed)
        }
        if phase != .idle { return .unfinished }
        return completed?.start == start ? .completed : .failed
    }

    /// A whole round at once, for commands.
    /// - Returns: why sources failed, if any did: the rest stands without them.
    @discardableResult
    package mutating func runToEnd() throws(SystemError) -> [SourceName: SystemError] {
        var failures: [SourceName: SystemError] = [:]
        isUnhurried = true
        while case .unfinished = step(share: 1, failed: { failures[$0] = $1 }) {}
        if let failure = failures[.processes], !inventory.hasBaseline { throw failure }
        return failures
    }

    /// Lets go of what waits for other mount namespaces.
    package func stop() {
        mounts?.stop()
    }
}

/// The phases of a round.
extension Reconcile {
    private mutating func begin(_ share: Double, _ failed: Complaint) {
        start = Clock.monotonic
        deadline = start.adding(milliseconds: configuration.scanTimeoutMilliseconds)
        if configuration.sources.contains(.limits) {
            do throws(SystemError) { try limits.read() } catch { failed(.limits, error) }
        }
        guard configuration.sources.contains(.processes) else {
            completed = (start, Clock.realtimeSeconds)
            return
        }
        do throws(SystemError) {
            try processes.begin(&inventory)
            planDeepRound(share)
            phase = .processes
        } catch {
            failed(.processes, error)
        }
    }

    private mutating func planDeepRound(_ share: Double) {
        let isUrgent = deep.completed.map { inventory.hasAbandoned(since: $0) } ?? true
        // A round that a scrape asked for may come sooner than the next one is due.
        let mayHurry =
            deep.lastUrgent.map { start.milliseconds(since: $0) >= configuration.reconcileMilliseconds } ?? true
        deep.isWhole = share >= 1 || isUrgent && mayHurry
        if deep.isWhole {
            deep.lastUrgent = start
            // One that is under way began before whatever makes this one urgent.
            if !deep.wasCut { deep.isUnderWay = false }
        }
        deep.share = share
        dueShare += share
        let places = processes.processIDs.count + inventory.known(.mnt).count
        deep.allowance = Int((Double(places) * share).rounded(.up))
    }

    private mutating func proceed(_ failed: Complaint) {
        if Clock.monotonic > deadline { return cut(failed) }
        switch phase {
        case .idle: break
        case .processes: walkProcesses(failed)
        case .mounts: walkMounts(failed)
        case .descriptors: walkDescriptors(failed)
        case .notifications: walkNotifications(failed)
        }
    }

    /// The time is over. Processes that were not looked at spoil the round; a deep round goes on in the next.
    private mutating func cut(_ failed: Complaint) {
        let limit = "a look within \(configuration.scanTimeoutMilliseconds) ms"
        deep.wasCut = deep.wasCut || phase == .mounts || phase == .descriptors
        switch phase {
        case .idle: break
        case .processes:
            processes.fail()
            // What is charged stands as the last round left it.
            charges?.fail()
            failed(.processes, SystemError("finish", limit, .timedOut))
            phase = .idle
        case .descriptors:
            descriptors.fail()
            for report in descriptors.reports { failed(report.name, SystemError("finish", limit, .timedOut)) }
            finish(failed)
        case .mounts:
            failed(.mounts, SystemError("finish", limit, .timedOut))
            mounts?.fail()
            finish(failed)
        case .notifications:
            failed(.inotify, SystemError("finish", limit, .timedOut))
            inotify?.fail()
            finish(failed)
        }
    }

    private mutating func walkProcesses(_ failed: Complaint) {
        do throws(SystemError) {
            guard try processes.step(Self.slice, &inventory, &hierarchy, until: deadline) else { return }
        } catch {
            failed(.processes, error)
            phase = .idle
            return
        }
        readNames(failed)
        if !deep.isUnderWay { beginDeepRound(failed) }
        phase = .mounts
    }

    private mutating func readNames(_ failed: Complaint) {
        do throws(SystemError) { try names?.read(&inventory, hierarchy) } catch { failed(.names, error) }
    }

    private mutating func beginDeepRound(_ failed: Complaint) {
        deep.isUnderWay = true
        deep.wasCut = false
        deep.hasReadDescriptors = false
        inventory.beginDeepRound()
        descriptors.begin(descriptors.isEnabled ? inventory.processIDs : [])
        do throws(SystemError) {
            try mounts?.begin(&inventory, &hierarchy, until: deadline)
        } catch {
            failed(.mounts, error)
        }
    }

    /// Descriptors may have led to mount namespaces that were not known when the mounts were looked at.
    private mutating func endDescriptors(_ failed: Complaint) {
        descriptors.end()
        if let failure = descriptors.failure {
            for report in descriptors.reports { failed(report.name, failure) }
        }
        deep.hasReadDescriptors = true
        mounts?.enqueueKnown(inventory)
        phase = .mounts
    }

    private mutating func endDeepRound() {
        mounts?.end()
        deep.isUnderWay = false
        deep.wasCut = false
        // Of a process that could not be looked at nothing is known: so nobody is known to have gone.
        if descriptors.failure == nil { deep.completed = inventory.deepRound }
        inotify?.begin(descriptors.places, isWhole: descriptors.failure == nil)
    }

    private mutating func walkDescriptors(_ failed: Complaint) {
        guard deep.isWhole || deep.allowance > 0 else { return endParts(failed) }
        let count = deep.isWhole ? Self.descriptorSlice : min(Self.descriptorSlice, deep.allowance)
        deep.allowance -= count
        do throws(SystemError) {
            try descriptors.step(count, &inventory, below: processes.proc.directory, until: deadline)
            hierarchy.examineNewcomers(&inventory, below: processes.proc.directory)
            if descriptors.remaining == 0 { endDescriptors(failed) }
        } catch {
            deep.wasCut = true
            descriptors.fail()
            for report in descriptors.reports { failed(report.name, error) }
            finish(failed)
        }
    }

    private mutating func walkMounts(_ failed: Complaint) {
        guard mounts?.isRunning == true else {
            guard deep.hasReadDescriptors else {
                phase = .descriptors
                return
            }
            endDeepRound()
            return endParts(failed)
        }
        guard deep.isWhole || deep.allowance > 0 else { return endParts(failed) }
        deep.allowance -= 1
        mounts?.step(&inventory, &hierarchy, below: processes.proc.directory, until: deadline)
    }

    /// What descriptors and mounts there are for this round was looked at.
    private mutating func endParts(_ failed: Complaint) {
        guard inotify?.isRunning == true else { return finish(failed) }
        inotify?.allot(isUnhurried ? Int.max : InotifySource.bytes(inRoundOf: deep.share))
        phase = .notifications
    }

    private mutating func walkNotifications(_ failed: Complaint) {
        do throws(SystemError) {
            try inotify?.step(inventory, below: processes.proc.directory, until: deadline)
        } catch {
            failed(.inotify, error)
        }
        if inotify?.hasWork != true { finish(failed) }
    }

    /// All processes were looked at, and of the rest what was to be.
    private mutating func finish(_ failed: Complaint) {
        phase = .idle
        hierarchy.examineRest(&inventory, below: processes.proc.directory)
        liveness.verify(&inventory, below: processes.proc.directory, ours: probe.ours)
        hierarchy.examineNewcomers(&inventory, below: processes.proc.directory)
        hierarchy.end()
        let hasDeepSources = descriptors.isEnabled || mounts != nil
        inventory.endAbandoned(
            isConclusive: processes.isConclusive, deepRound: hasDeepSources ? deep.completed ?? 0 : nil,
            lives: liveness.alive.contains)
        inventory.completeRound()
        reckonCharges(failed)
        reckonResources()
        let now = Clock.realtimeSeconds
        inventory.noteAttendance(now: now)
        liveness.findPins(&inventory)
        let totals = inventory.totals(now: now)
        latest = (
            totals,
            probe.visibility(
                inventory, totals, mountsEverywhere: mounts?.isEverywhere ?? false, exactDeletes: liveness.isExact)
        )
        completed = (start, now)
    }
}

/// What is charged.
extension Reconcile {
    /// The user namespace that we are in; where procfs does not show us, the initial one.
    private var top: NamespaceID {
        NamespaceID(.user, probe.ours[.user] != 0 ? probe.ours[.user] : NamespaceType.user.initialInode)
    }

    /// What was reckoned in the last round.
    package var ledger: Ledger? { charges?.ledger }

    /// The user namespace that we are in.
    package var ownUserNamespace: NamespaceID { top }

    /// The limit on a kind in a user namespace; nil where it is not known.
    package func limit(_ kind: ChargedKind, in userNamespace: NamespaceID) -> Limit? {
        limit(kind, in: userNamespace, ours: snapshot)
    }

    private func limit(_ kind: ChargedKind, in userNamespace: NamespaceID, ours: Snapshot) -> Limit? {
        userNamespace == top ? ours.limit(kind) : charges?.limits(of: userNamespace)?.limit(kind)
    }

    /// All buckets with anything in them, against their limits, in no order.
    package var usages: [BucketUsage] {
        guard let ledger else { return [] }
        let snapshot = snapshot
        let all =
            NamespaceType.allCases.map { (ChargedKind.namespaces($0), ledger.charges[$0]) }
            + (resources?.charges ?? [:]).map { (ChargedKind.resource($0.key), $0.value) }
        return all.flatMap { kind, charges in
            charges.map { bucket, charge in
                BucketUsage(kind, bucket, charge, limit: limit(kind, in: bucket.userNamespace, ours: snapshot))
            }
        }
    }

    /// The inotify instances and fanotify groups that were found in the last whole round over them.
    package var notificationGroups: [NotificationGroup] { inotify?.groups ?? [] }

    private mutating func reckonResources() {
        guard let groups = inotify?.groups else { return }
        var ledger = charges?.ledger ?? Ledger(inventory.allFacts, top: top)
        resources = ResourceCharges(groups, &ledger)
    }

    private mutating func reckonCharges(_ failed: Complaint) {
        let top = top
        defer { dueShare = 0 }
        do throws(SystemError) {
            try charges?.reckon(inventory, below: processes.proc.directory, top: top, share: dueShare)
        } catch {
            failed(.charges, error)
        }
    }
}

/// What was found.
extension Reconcile {
    package var sources: [SourceReport] {
        let all =
            processes.reports + descriptors.reports + [hierarchy.report, limits.report]
            + [mounts?.report, names?.report, charges?.report, inotify?.report].compactMap(\.self)
        return SourceName.allCases.compactMap { name in
            all.first { $0.name == name && configuration.sources.contains(name) }
        }
    }

    package var snapshot: Snapshot {
        var snapshot = Snapshot()
        snapshot.limits = limits.limits
        snapshot.kernelTypes = processes.proc.types
        guard inventory.hasBaseline, let latest else { return snapshot }
        snapshot.time = completed?.time
        snapshot.totals = latest.totals
        snapshot.visibility = latest.visibility
        snapshot.names = names?.counts
        snapshot.charges = charges?.totals
        snapshot.resources = resources?.totals(in: top)
        snapshot.fullestMounts = mounts?.fullestMounts
        snapshot.mountLimit = mounts == nil ? nil : try? MountLimit.read(below: processes.proc.path)
        return snapshot
    }

    package var sight: Sight {
        var sight = Sight()
        sight.features = KernelFeatures.names.filter { features.contains($0.feature) }.map(\.name)
        sight.missing = KernelFeatures.names.filter { !features.contains($0.feature) }.map(\.name)
        sight.complaints = probe.complaints
        return sight
    }

    package mutating func takeChanges() -> [Change] {
        inventory.takeChanges()
    }

    /// The process with its name, for an event.
    package func describe(_ processID: Int32) -> EventProcess {
        EventProcess(
            processID: processID, command: try? ProcessComm.read(processID, below: processes.proc.directory))
    }
}

/// Lists and reports, for commands.
extension Reconcile {
    /// The namespaces wanted, each with its names and its id, and with words about its process.
    package func namespaces(
        withCommandLines: Bool = false, where isWanted: (Namespace) -> Bool = { _ in true }
    ) -> [Namespace] {
        var catalogue = NamespaceCatalogue(names, withCommandLines: withCommandLines)
        return catalogue.namespaces(inventory, below: processes.proc.directory, where: isWanted)
    }

    /// All who hold a namespace, strongest first.
    package func holders(of namespace: NamespaceID) -> [NamedHolder] {
        var catalogue = NamespaceCatalogue(names)
        return catalogue.holders(of: namespace, inventory, below: processes.proc.directory)
    }

    /// The processes in a namespace, in order.
    package func members(of namespace: NamespaceID) -> [Int32] {
        inventory.members(of: namespace)
    }

    /// Those that have a name, in /run/netns and the like.
    package func namespaces(named name: String) -> [NamespaceID] {
        (names?.names ?? [:]).filter { $0.value.contains(name) }.keys.sorted()
    }

    /// Whether the name is there though no namespace is mounted on it.
    package func isDangling(_ name: String) -> Bool {
        names?.dangling.contains(name) ?? false
    }

    /// What is known of a process' links; nil where there is none such. They are all absent where it may not be read.
    package func links(of processID: Int32) -> ProcessNamespaces? {
        inventory.namespaces(of: processID)
    }

    package func describeProcess(_ processID: Int32) -> ProcessDescription {
        var describer = ProcessDescriber()
        return describer.describe(processID, below: processes.proc.directory)
    }
}
