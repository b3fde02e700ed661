// All families in their order, by the groups that a scrape can ask for.

internal import Exposition
internal import HTTP
internal import Journal
internal import Monitor

/// The content of /metrics.
enum MetricsText {
    typealias Groups = [(group: FamilyGroup, families: [MetricFamily])]

    /// What stands as long as a publication does.
    static func groups(of publication: Publication, showsExporter: Bool) -> Groups {
        var groups = NamespaceFamilies.groups(of: publication.snapshot)
        guard showsExporter else { return groups }
        groups.append((.events, ExporterFamilies.feeds(publication.feeds)))
        groups.append(
            (
                .exporter,
                [ExporterFamilies.buildInfo] + ExporterFamilies.sources(publication.sources)
                    + ExporterFamilies.snapshot(publication.snapshot)
            ))
        return groups
    }

    /// What changes from answer to answer.
    /// - Parameters:
    ///   - journal: nil where nothing is written to a journal (commands).
    ///   - server: nil where nothing is served.
    static func live(journal: JournalCounts?, server: ServerCounts.Values?) -> Groups {
        var own = ProcessUsage.read().map(ExporterFamilies.process) ?? []
        if let server { own = ExporterFamilies.server(server) + own }
        return [(.events, journal.map(ExporterFamilies.journal) ?? []), (.exporter, own)]
    }

    /// One exposition in the text format, for commands.
    static func bytes(of publication: Publication, showsExporter: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        let groups = Self.groups(of: publication, showsExporter: showsExporter)
        let live = showsExporter ? live(journal: nil, server: nil) : []
        for (_, families) in groups + live { Writer.write(families, as: .text, into: &bytes) }
        return bytes
    }
}
