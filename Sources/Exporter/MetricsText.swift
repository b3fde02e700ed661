// One exposition: all families in their order, as bytes.

internal import Exposition
internal import Journal
internal import Monitor

/// The content of /metrics.
enum MetricsText {
    /// - Parameters:
    ///   - journal: nil where nothing is written to a journal (commands).
    ///   - showsExporter: whether the nsexporter_ and process_ families are wanted.
    static func bytes(of publication: Publication, journal: JournalCounts?, showsExporter: Bool) -> [UInt8] {
        var families = NamespaceFamilies.all(of: publication.snapshot)
        if showsExporter {
            families.append(ExporterFamilies.buildInfo)
            families += ExporterFamilies.sources(publication.sources)
            families += ExporterFamilies.snapshot(publication.snapshot)
            families += ExporterFamilies.feeds(publication.feeds)
            if let journal { families += ExporterFamilies.journal(journal) }
            if let usage = ProcessUsage.read() { families += ExporterFamilies.process(usage) }
        }
        var bytes: [UInt8] = []
        // A default exposition has some 9 kB.
        bytes.reserveCapacity(16 * 1024)
        TextFormat.write(families, into: &bytes)
        return bytes
    }
}
