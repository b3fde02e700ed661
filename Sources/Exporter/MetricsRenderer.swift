// Turns families into what goes over the wire. All of a publication that a scrape usually asks for is written once for
// each format, and compressed once; what is live (the process', the server's, the journal's) is written for each answer
// and put behind it, so that no counter is stale.

internal import Exposition
internal import Monitor
internal import Synchronization

/// Writes and compresses metrics, and keeps what it may need again: one publication's, in two dialects.
final class MetricsRenderer: Sendable {
    /// A publication's part of the answer.
    private struct Rendered {
        let bytes: [UInt8]
        var compressed: GzipPart?
    }

    private struct State: ~Copyable {
        var publication: Publication?
        var rendered: [Format.Dialect: Rendered] = [:]
        var gzip: Gzip?

        /// What is kept of a publication; what is kept of another is forgotten.
        mutating func take(_ wanted: Publication, _ dialect: Format.Dialect) -> Rendered? {
            guard publication === wanted else {
                publication = wanted
                rendered = [:]
                return nil
            }
            return rendered[dialect]
        }
    }

    /// Whether nsexporter_ and process_ families are wanted.
    private let showsExporter: Bool
    private let state = Mutex(State())

    init(showsExporter: Bool) {
        self.showsExporter = showsExporter
    }

    /// - Parameter live: families that change without a new publication.
    /// - Returns: the content, and whether it is compressed.
    func content(
        of publication: Publication, _ choice: FormatChoice, _ selection: FamilySelection, live: MetricsText.Groups
    ) -> (bytes: [UInt8], isCompressed: Bool) {
        let dialect = choice.format.dialect
        let rest = bytes(live, selection, dialect) + (dialect == .openMetrics ? Writer.end : [])
        return state.withLock { state in
            var rendered =
                selection.isAll ? state.take(publication, dialect) : nil
            if rendered == nil {
                let groups = MetricsText.groups(of: publication, showsExporter: showsExporter)
                rendered = Rendered(bytes: bytes(groups, selection, dialect))
            }
            guard var rendered else { return (rest, false) }
            defer { if selection.isAll { state.rendered[dialect] = rendered } }
            guard choice.isCompressed else { return (rendered.bytes + rest, false) }
            if state.gzip == nil { state.gzip = Gzip() }
            // Without memory to compress in, it goes plain.
            guard var gzip = state.gzip.take() else { return (rendered.bytes + rest, false) }
            let first = rendered.compressed ?? gzip.part(rendered.bytes, isLast: false)
            rendered.compressed = first
            let file = GzipPart.file([first, gzip.part(rest, isLast: true)])
            state.gzip = consume gzip
            return (file, true)
        }
    }

    private func bytes(
        _ groups: MetricsText.Groups, _ selection: FamilySelection, _ dialect: Format.Dialect
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        // A default exposition has some 16 kB.
        bytes.reserveCapacity(24 * 1024)
        for (group, families) in groups {
            Writer.write(selection.selected(families, of: group), as: dialect, into: &bytes)
        }
        return bytes
    }
}
