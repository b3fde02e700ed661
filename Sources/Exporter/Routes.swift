// Which path answers what, to whom. The one place that knows both the server and what it serves; it runs on the
// server's thread and hands what may take time to others.

internal import Exposition
internal import HTTP
internal import Journal
internal import Linux
internal import Monitor

/// The exporter's paths.
struct Routes: RequestHandler {
    /// How long a scrape waits for a round that it asked for; then it gets what stands. Prometheus gives up after 10 s
    /// by default.
    private static let scanMilliseconds: Int64 = 3_000
    /// How long a reading of the journal may take.
    private static let journalMilliseconds: Int64 = 5_000

    /// The paths that /metrics cannot be moved to.
    static let reservedPaths: Set<String> = ["/", "/-/healthy", "/-/ready", "/logs"]

    let configuration: Configuration
    let monitor: NamespaceMonitor
    let journal: JournalWriter
    let journalWorker: Worker

    func answer(_ request: Request, from peer: Peer) -> Answer {
        guard request.method == "GET" || request.isHead else {
            let refusal = Refusal(.methodNotAllowed, "Only GET and HEAD are served here.")
            return .now(Response(refusal, fields: [Field(name: "Allow", value: "GET, HEAD")]))
        }
        switch request.path {
        case configuration.telemetryPath: return metrics()
        case "/": return .now(Page.response(monitor.latest, telemetryPath: configuration.telemetryPath))
        case "/-/healthy": return .now(Response(text: "Healthy."))
        case "/-/ready": return .now(readiness)
        case "/logs": return guarded(request, peer) { logs(request) }
        default: return .now(Response(Refusal(.notFound, "There is nothing at this path.")))
        }
    }

    /// For what names a process, a path, a user or a unit.
    private func guarded(_ request: Request, _ peer: Peer, _ answer: () -> Answer) -> Answer {
        if Access.seesDetails(request, from: peer) { return answer() }
        return .now(
            Response(Refusal(.forbidden, "This is told only on this host: ask by way of localhost or a unix socket.")))
    }

    private var readiness: Response {
        monitor.latest?.isComplete == true ? Response(text: "Ready.") : Self.notReady
    }

    private static let notReady = Response(
        Refusal(.serviceUnavailable, "The first look at this host is not over yet."))

    private func metrics() -> Answer {
        if let fresh = monitor.fresh { return .now(exposition(of: fresh)) }
        return .later(
            milliseconds: Self.scanMilliseconds,
            otherwise: { monitor.latest.map(exposition) ?? Self.notReady },
            begin: { reply in
                monitor.whenFresh { publication in reply.send { exposition(of: publication) } }
            })
    }

    private func exposition(of publication: Publication) -> Response {
        Response(
            contentType: TextFormat.contentType,
            content: MetricsText.bytes(
                of: publication, journal: journal.counts, showsExporter: configuration.showsExporterMetrics))
    }

    private func logs(_ request: Request) -> Answer {
        let query: LogsQuery
        do throws(Refusal) { query = try LogsQuery(request) } catch { return .now(Response(error)) }
        let tooSlow = Response(Refusal(.serviceUnavailable, "The journal takes too long to read."))
        return .later(milliseconds: Self.journalMilliseconds, otherwise: { tooSlow }) { reply in
            let isTaken = journalWorker.submit {
                let response = query.read()
                reply.send { response }
            }
            if !isTaken {
                reply.send { Response(Refusal(.serviceUnavailable, "Too many others are reading the journal.")) }
            }
        }
    }
}
