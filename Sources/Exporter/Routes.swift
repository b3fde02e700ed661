// Which path answers what, to whom. The one place that knows both the server and what it serves; it runs on the
// server's thread and hands what may take time to others.

internal import Exposition
internal import HTTP
internal import Journal
internal import Linux
internal import Monitor

/// The exporter's paths.
struct Routes: RequestHandler {
    /// How long a scrape waits for a round that it asked for, where it does not say how long it has; then it gets what
    /// stands.
    private static let scanMilliseconds: Int64 = 3_000
    /// What is left of the scrape's own time for the answer to reach it.
    private static let marginMilliseconds: Int64 = 500
    /// How long a reading of the journal may take.
    private static let journalMilliseconds: Int64 = 5_000

    /// The paths that /metrics cannot be moved to.
    static let reservedPaths: Set<String> = ["/", "/-/healthy", "/-/ready", "/logs"]

    let configuration: Configuration
    let monitor: NamespaceMonitor
    let journal: JournalWriter
    let journalWorker: Worker
    let renderer: MetricsRenderer
    let counts: ServerCounts
    let access: Access

    /// Prometheus must get its metrics whatever browsers do.
    func isVital(_ request: Request) -> Bool { request.path == configuration.telemetryPath }

    func answer(_ request: Request, from peer: Peer) -> Answer {
        guard request.method == "GET" || request.isHead else {
            let refusal = Refusal(.methodNotAllowed, "Only GET and HEAD are served here.")
            return .now(Response(refusal, fields: [Field(name: "Allow", value: "GET, HEAD")]))
        }
        guard let route = route(at: request.path) else {
            return .now(Response(Refusal(.notFound, "There is nothing at this path.")))
        }
        guard access.admits(request, from: peer, to: route.audience) else {
            let words = "This is told only on this host: ask by way of localhost or a unix socket."
            return .now(Response(Refusal(.forbidden, words)))
        }
        return route.answer(request)
    }

    /// What is at a path, and for whom: what names a process, a path, a user or a unit is for this host.
    private func route(at path: String) -> (audience: Access.Audience, answer: (Request) -> Answer)? {
        switch path {
        case configuration.telemetryPath: (.everybody, metrics)
        case "/": (.everybody, page)
        case "/-/healthy": (.everybody, { _ in .now(Response(text: "Healthy.")) })
        case "/-/ready": (.everybody, { _ in .now(readiness) })
        case "/logs": (.thisHost, logs)
        default: nil
        }
    }

    private func page(_ request: Request) -> Answer {
        .now(Page.response(monitor.latest, telemetryPath: configuration.telemetryPath))
    }

    private var readiness: Response {
        monitor.latest?.isComplete == true ? Response(text: "Ready.") : Self.notReady
    }

    private static let notReady = Response(
        Refusal(.serviceUnavailable, "The first look at this host is not over yet."))

    private func metrics(_ request: Request) -> Answer {
        let selection: FamilySelection
        do throws(Refusal) {
            selection = try FamilySelection(request, enabled: configuration.familyGroups)
        } catch {
            return .now(Response(error))
        }
        let choice = FormatChoice(request)
        if let fresh = monitor.fresh { return .now(exposition(of: fresh, choice, selection)) }
        return .later(
            milliseconds: patience(request),
            otherwise: { monitor.latest.map { exposition(of: $0, choice, selection) } ?? Self.notReady },
            begin: { reply in
                monitor.whenFresh { publication in reply.send { exposition(of: publication, choice, selection) } }
            })
    }

    /// How long the scrape is worth waiting for: as Prometheus tells it.
    private func patience(_ request: Request) -> Int64 {
        guard let text = request.values(of: "x-prometheus-scrape-timeout-seconds").first, let seconds = Double(text),
            seconds.isFinite, seconds > 0
        else { return Self.scanMilliseconds }
        let milliseconds = Int64(min(seconds, 3_600) * 1_000) - Self.marginMilliseconds
        return min(max(milliseconds, 1), configuration.monitor.scanTimeoutMilliseconds)
    }

    private func exposition(
        of publication: Publication, _ choice: FormatChoice, _ selection: FamilySelection
    ) -> Response {
        let live =
            configuration.showsExporterMetrics
            ? MetricsText.live(journal: journal.counts, server: counts.values) : []
        let content = renderer.content(of: publication, choice, selection, live: live)
        var fields = [Field(name: "Vary", value: "Accept, Accept-Encoding")]
        if content.isCompressed { fields.append(Field(name: "Content-Encoding", value: "gzip")) }
        return Response(contentType: choice.format.contentType, content: content.bytes, fields: fields)
    }

    private func logs(_ request: Request) -> Answer {
        let query: LogsQuery
        do throws(Refusal) { query = try LogsQuery(request) } catch { return .now(Response(error)) }
        let tooSlow = Response(Refusal(.serviceUnavailable, "The journal takes too long to read."))
        return .later(milliseconds: Self.journalMilliseconds, otherwise: { tooSlow }) { reply in
            let isTaken = journalWorker.submit {
                let response = LogsReading.response(to: query, journalWorker)
                reply.send { response }
            }
            if !isTaken {
                reply.send { Response(Refusal(.serviceUnavailable, "Too many others are reading the journal.")) }
            }
        }
    }
}
