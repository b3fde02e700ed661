// The truth-finding half of the Monitor: the polled sources and the Inventory that they fill, one round at a time. The
// loop that runs it decides when; commands run it once. It keeps no descriptor but that of /proc itself.

package import Linux
package import Namespaces
package import ProcFS

/// Rounds over the polled sources.
package struct Reconcile: ~Copyable, Sendable {
    /// Processes a slice: some 5 ms, between which feeds are drained.
    private static let slice = 200

    private let enabled: Set<SourceName>
    private var processes: ProcessesSource
    private var limits: LimitsSource
    package private(set) var inventory = Inventory()
    package private(set) var isRunning = false
    /// When the last complete round began, and when it ended (seconds since 1970-01-01T00:00:00Z).
    package private(set) var completed: (start: Clock.Moment, time: Double)?
    private var start = Clock.monotonic

    package init(_ configuration: MonitorConfiguration) throws(ProcRootError) {
        enabled = configuration.sources
        processes = ProcessesSource(proc: try ProcRoot(path: configuration.procPath))
        limits = LimitsSource(procPath: configuration.procPath)
    }

    /// How far a round is.
    package enum Progress: Sendable {
        case unfinished
        case completed
        /// It ended without having met every process: nothing is taken for gone.
        case failed
    }

    /// Does the next part of a round, or begins one.
    /// - Parameter failed: told of each source that fails; the other goes on, and what the failed one last knew stays.
    package mutating func step(failed: (SourceName, SystemError) -> Void) -> Progress {
        if !isRunning { begin(failed) }
        if isRunning { walk(failed) }
        if isRunning { return .unfinished }
        return completed?.start == start ? .completed : .failed
    }

    private mutating func begin(_ failed: (SourceName, SystemError) -> Void) {
        start = Clock.monotonic
        if enabled.contains(.limits) {
            do throws(SystemError) { try limits.read() } catch { failed(.limits, error) }
        }
        guard enabled.contains(.processes) else {
            completed = (start, Clock.realtimeSeconds)
            return
        }
        do throws(SystemError) {
            try processes.begin(&inventory)
            isRunning = true
        } catch {
            failed(.processes, error)
        }
    }

    private mutating func walk(_ failed: (SourceName, SystemError) -> Void) {
        do throws(SystemError) {
            guard try processes.step(Self.slice, &inventory) else { return }
            completed = (start, Clock.realtimeSeconds)
        } catch {
            failed(.processes, error)
        }
        isRunning = false
    }

    /// A whole round at once, for commands.
    /// - Returns: why the limits could not be read, if they could not: the rest stands without them.
    @discardableResult
    package mutating func runToEnd() throws(SystemError) -> SystemError? {
        var failures: [SourceName: SystemError] = [:]
        while case .unfinished = step(failed: { failures[$0] = $1 }) {}
        if let failure = failures[.processes] { throw failure }
        return failures[.limits]
    }

    package var sources: [SourceReport] {
        [processes.report, limits.report].filter { enabled.contains($0.name) }
    }

    package var snapshot: Snapshot {
        let totals = inventory.hasBaseline ? inventory.totals : nil
        return Snapshot(
            time: totals == nil ? nil : completed?.time, totals: totals, limits: limits.limits,
            kernelTypes: processes.proc.types)
    }

    package mutating func takeChanges() -> [Change] {
        inventory.takeChanges()
    }

    /// The process with its name, for an event.
    package func describe(_ processID: Int32) -> EventProcess {
        EventProcess(
            processID: processID, command: try? ProcessComm.read(processID, below: processes.proc.directory))
    }

    /// All namespaces, each with the name and user of its lowest process.
    package func namespaces() -> [Namespace] {
        inventory.namespaces().map { namespace in
            guard let processID = namespace.processID else { return namespace }
            var described = namespace
            described.command = describe(processID).command
            if let status = try? ProcessStatus.read(processID, below: processes.proc.directory) {
                described.uid = status.effectiveUserID
            }
            return described
        }
    }
}
