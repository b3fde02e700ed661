// What the exporter says of itself in metrics: the families with the prefixes nsexporter_ and process_. Pure but for
// ProcessUsage, which is handed in.

internal import Exposition
internal import HTTP
internal import Journal
internal import Monitor
internal import Namespaces

/// The exporter's own families.
enum ExporterFamilies {
    static var buildInfo: MetricFamily {
        var family = MetricFamily(
            "nsexporter_build_info", .gauge, help: "Always 1; the labels tell what was built.")
        family.add(
            1,
            [
                "version": BuildInformation.version, "revision": BuildInformation.revision,
                "swift_version": BuildInformation.swiftVersion,
            ])
        return family
    }

    static func sources(_ reports: [SourceReport]) -> [MetricFamily] {
        var seconds = MetricFamily(
            "nsexporter_scrape_collector_duration_seconds", .gauge, help: "How long the source last took.")
        var success = MetricFamily(
            "nsexporter_scrape_collector_success", .gauge,
            help: "Whether the source last succeeded; if not, what it last knew stands.")
        for report in reports {
            seconds.add(report.seconds, ["collector": report.name.rawValue])
            success.add(report.succeeded ? 1 : 0, ["collector": report.name.rawValue])
        }
        return [seconds, success]
    }

    static func snapshot(_ snapshot: Snapshot) -> [MetricFamily] {
        var families: [MetricFamily] = []
        if let totals = snapshot.totals {
            families += [
                MetricFamily(
                    "nsexporter_processes", .gauge, help: "Processes in the last complete round.",
                    value: Double(totals.processes)),
                MetricFamily(
                    "nsexporter_processes_unreadable", .gauge,
                    help: "Processes in the last complete round whose namespaces could not be read.",
                    value: Double(totals.unreadable)),
            ]
        }
        if let visibility = snapshot.visibility {
            var family = MetricFamily(
                "nsexporter_visibility", .gauge, help: "Whether the scope is seen whole: 1 or 0.")
            for scope in Visibility.Scope.allCases {
                family.add(visibility[scope] ? 1 : 0, ["scope": scope.rawValue])
            }
            families.append(family)
        }
        if let time = snapshot.time {
            families.append(
                MetricFamily(
                    "nsexporter_snapshot_timestamp_seconds", .gauge,
                    help: "When the last complete round over all processes ended.", value: time))
        }
        return families
    }

    static func feeds(_ reports: [FeedReport]) -> [MetricFamily] {
        var isUp = MetricFamily("nsexporter_feed_up", .gauge, help: "Whether the feed is subscribed.")
        var messages = MetricFamily(
            "nsexporter_feed_messages_total", .counter, help: "Messages of the feed that were understood.")
        var losses = MetricFamily(
            "nsexporter_feed_losses_total", .counter,
            help: "Times that the feed lost messages; a round over all processes follows each.")
        for report in reports {
            isUp.add(report.isUp ? 1 : 0, ["feed": report.name])
            messages.add(Double(report.messages), ["feed": report.name])
            losses.add(Double(report.losses), ["feed": report.name])
        }
        return [isUp, messages, losses]
    }

    static func journal(_ counts: JournalCounts) -> [MetricFamily] {
        [
            MetricFamily(
                "nsexporter_journal_entries_total", .counter, help: "Entries that the journal took.",
                value: Double(counts.entries)),
            MetricFamily(
                "nsexporter_journal_suppressed_total", .counter,
                help: "Entries left out because more came than could be written.", value: Double(counts.suppressed)),
            MetricFamily(
                "nsexporter_journal_failures_total", .counter,
                help: "Entries that the journal refused; they went to standard error.",
                value: Double(counts.failures)),
        ]
    }

    static func server(_ counts: ServerCounts.Values) -> [MetricFamily] {
        var answers = MetricFamily(
            "nsexporter_http_requests_total", .counter, help: "Answers to requests, by status code.")
        for (code, count) in counts.answers.sorted(by: { $0.key < $1.key }) {
            answers.add(Double(count), ["code": "\(code)"])
        }
        var rejections = MetricFamily(
            "nsexporter_http_rejected_total", .counter,
            help: "Requests and connections that were turned away whatever they asked.")
        for reason in ServerCounts.Reason.allCases {
            rejections.add(Double(counts.rejections[reason] ?? 0), ["reason": reason.rawValue])
        }
        return [
            answers, rejections,
            MetricFamily(
                "nsexporter_http_requests_in_flight", .gauge, help: "Requests that are being answered.",
                value: Double(counts.inFlight)),
            MetricFamily(
                "nsexporter_http_streams", .gauge, help: "Live streams that are being sent.",
                value: Double(counts.streams)),
        ]
    }

    static func process(_ usage: ProcessUsage) -> [MetricFamily] {
        var families = [
            MetricFamily(
                "process_cpu_seconds_total", .counter, help: "Total user and system CPU time spent in seconds.",
                value: usage.cpuSeconds),
            MetricFamily(
                "process_virtual_memory_bytes", .gauge, help: "Virtual memory size in bytes.",
                value: usage.virtualBytes),
            MetricFamily(
                "process_resident_memory_bytes", .gauge, help: "Resident memory size in bytes.",
                value: usage.residentBytes),
        ]
        let others: [(String, String, Double?)] = [
            ("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", usage.startTime),
            ("process_open_fds", "Number of open file descriptors.", usage.openDescriptors),
            ("process_max_fds", "Maximum number of open file descriptors.", usage.maximumDescriptors),
            (
                "process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.",
                usage.maximumVirtualBytes
            ),
        ]
        for (name, help, value) in others {
            if let value { families.append(MetricFamily(name, .gauge, help: help, value: value)) }
        }
        return families
    }
}
