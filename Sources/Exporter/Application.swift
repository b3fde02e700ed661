// The daemon: puts the rooms together, waits for the signal to stop, and takes them apart in the order that loses
// nothing.

internal import HTTP
internal import Journal
internal import Linux
internal import Logging
internal import Monitor
internal import ProcFS

/// The program `nsexporter serve`.
package enum Application {
    /// Requests that may wait for the journal.
    private static let journalReadings = 16

    /// Serves until SIGTERM or SIGINT, then ends the process with status 0 within a second.
    package static func serve(_ configuration: Configuration) throws(StartError) -> Never {
        let reconcile: Reconcile
        do throws(ProcRootError) {
            reconcile = try Reconcile(configuration.monitor)
        } catch {
            throw .procfs(error)
        }
        var listeners: [Listener] = []
        do throws(ListenError) {
            listeners = try Listener.inherited(Environment.all)
            for address in try addresses(configuration, besides: listeners) { listeners += try Listener.open(address) }
        } catch {
            for listener in listeners { listener.close() }
            throw .listen(error)
        }
        do throws(SystemError) {
            try run(configuration, reconcile, listeners)
        } catch {
            for listener in listeners { listener.close() }
            throw .system(error)
        }
    }

    /// What to open: the addresses that were given, or the default one where nobody opened any for us.
    private static func addresses(
        _ configuration: Configuration, besides inherited: [Listener]
    ) throws(ListenError) -> [ListenAddress] {
        if configuration.needsInheritedSockets {
            guard !inherited.isEmpty else { throw .noneInherited }
            return []
        }
        guard configuration.listenAddresses.isEmpty, inherited.isEmpty else { return configuration.listenAddresses }
        return [.inet(host: "", port: Configuration.defaultPort)]
    }

    private static func run(
        _ configuration: Configuration, _ reconcile: consuming sending Reconcile, _ listeners: [Listener]
    ) throws(SystemError) -> Never {
        // Before the first thread: a thread inherits the signals that are blocked.
        let signals = try Signals()
        let limits = try fitted(configuration.serverLimits)
        let journal = try JournalWriter(identifier: BuildInformation.name, format: configuration.logFormat)
        let logger = Logger(label: BuildInformation.name) { _ in
            JournalLogHandler(journal, logLevel: configuration.logLevel)
        }
        let sight = reconcile.sight
        let monitor = try NamespaceMonitor(configuration.monitor, reconcile, sink: EventLog(logger: logger))
        let worker = try Worker(name: "nse-logs", capacity: journalReadings)
        let addresses = listeners.map { "\($0.address)" }
        let counts = ServerCounts()
        let server = try HTTPServer(
            listeners, limits: limits, counts: counts,
            handler: Routes(
                configuration: configuration, monitor: monitor, journal: journal, journalWorker: worker,
                renderer: MetricsRenderer(showsExporter: configuration.showsExporterMetrics), counts: counts,
                access: Access(hosts: configuration.hosts)))
        tellStart(addresses, logger)
        tellSight(sight, logger)
        if limits != configuration.serverLimits {
            logger.warning(
                "The hard limit on open files leaves room for \(limits.connections) connections only.",
                metadata: ["connections": "\(limits.connections)"])
        }
        let signal = try signals.next()
        logger.info("Stopping on \(signal).", metadata: ["MESSAGE_ID": "\(MessageID.stopping.rawValue)"])
        stop(server, monitor, worker, journal)
    }

    /// What /proc, the journal's files, the feeds and connections past the limit take; some 20 when idle.
    private static let ownDescriptors: UInt64 = 256

    /// As many connections as leave enough descriptors for looking at processes.
    private static func fitted(_ limits: ServerLimits) throws(SystemError) -> ServerLimits {
        let allowed = Host.raiseOpenFilesLimit(toAtLeast: UInt64(limits.connections) + ownDescriptors)
        guard allowed > ownDescriptors else {
            throw SystemError("open", "\(ownDescriptors + 1) files, the least to serve with", .tooManyFilesInProcess)
        }
        var fitted = limits
        fitted.connections = min(limits.connections, Int(clamping: allowed - ownDescriptors))
        return fitted
    }

    private static func tellStart(_ addresses: [String], _ logger: Logger) {
        logger.info(
            "Started \(BuildInformation.name) \(BuildInformation.version), revision \(BuildInformation.revision).",
            metadata: ["MESSAGE_ID": "\(MessageID.started.rawValue)"])
        for address in addresses {
            logger.info("Listening on \(address).", metadata: ["address": "\(address)"])
        }
    }

    /// What the kernel was found to offer, and what keeps us from seeing everything.
    private static func tellSight(_ sight: Sight, _ logger: Logger) {
        logger.info("Kernel features there: \(words(sight.features)); absent or refused: \(words(sight.missing)).")
        if !sight.complaints.isEmpty { logger.warning("\(sight.complaints.joined(separator: " "))") }
    }

    private static func words(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// Answers what is in flight, then writes what is logged; all within a second, whatever hangs.
    private static func stop(
        _ server: HTTPServer, _ monitor: NamespaceMonitor, _ worker: Worker, _ journal: JournalWriter
    ) -> Never {
        _ = server.stop(milliseconds: 550)
        _ = monitor.stop(milliseconds: 50)
        _ = worker.stop(milliseconds: 0)
        _ = journal.stop(milliseconds: 150)
        // Threads that a stuck system call holds are left to the kernel.
        Host.exit(0)
    }
}
