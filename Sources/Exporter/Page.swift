// The page at /: what is found against what is allowed, and where to go from here. It holds sums only, which anybody
// may see, and nothing from the host but numbers.

internal import HTTP
internal import Monitor
internal import Namespaces

/// The page.
enum Page {
    static func response(_ publication: Publication?, telemetryPath: String) -> Response {
        Response(
            contentType: "text/html; charset=utf-8",
            content: content(publication, telemetryPath: telemetryPath),
            fields: [
                Field(name: "Content-Security-Policy", value: "default-src 'none'; style-src 'unsafe-inline'")
            ])
    }

    static func content(_ publication: Publication?, telemetryPath: String) -> [UInt8] {
        Array(html(publication?.snapshot, telemetryPath: telemetryPath).utf8)
    }

    private static func html(_ snapshot: Snapshot?, telemetryPath: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>nsexporter</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse; width: 100% }
        th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid GrayText }
        .n { text-align: right; font-variant-numeric: tabular-nums }
        </style>
        </head>
        <body>
        <h1>nsexporter</h1>
        <p>The Linux namespaces of this host, and how many of each type one user may have.</p>
        \(snapshot.map(table) ?? "<p>The first look at this host is not over yet.</p>")
        <ul>
        <li><a href="\(escaped(telemetryPath))">Metrics</a> for Prometheus</li>
        <li><a href="/logs">Log</a>, told only on this host</li>
        <li><a href="/-/healthy">Health</a> and <a href="/-/ready">readiness</a></li>
        </ul>
        <p>\(BuildInformation.name) \(BuildInformation.version)</p>
        </body>
        </html>

        """
    }

    private static func table(_ snapshot: Snapshot) -> String {
        let rows = NamespaceType.allCases.filter { snapshot.has($0) || snapshot.limit($0) != nil }.map { type in
            let found = snapshot.totals.map { "\($0.found[type])" } ?? "unknown"
            return """
                <tr><th scope="row">\(type.name)</th><td class="n">\(found)</td>\
                <td class="n">\(limit(snapshot.limit(type)))</td></tr>
                """
        }
        return """
            <table>
            <thead><tr><th scope="col">Type</th><th scope="col" class="n">Found</th>\
            <th scope="col" class="n">Limit a user</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private static func limit(_ limit: Limit?) -> String {
        guard let limit else { return "unknown" }
        return limit.isUnlimited ? "none" : limit.isDisabled ? "disabled" : "\(limit.value)"
    }

    /// For text and for attributes in double quotes.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
