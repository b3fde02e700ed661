// How `inspect` shows a process: its links, and who else is where they lead. Pure.

internal import JSON
internal import Linux
package import Namespaces

/// A process with its links.
package struct ProcessReport: Sendable {
    /// One link of the process.
    package struct Row: Sendable {
        package let link: NamespaceLink
        package let namespace: Namespace
        /// The other processes in the namespace, in order.
        package let others: [Other]

        package init(_ link: NamespaceLink, _ namespace: Namespace, others: [Other]) {
            self.link = link
            self.namespace = namespace
            self.others = others
        }
    }

    /// Another process, and its name where it could be read.
    package struct Other: Equatable, Sendable {
        package let processID: Int32
        package let command: String?

        package init(processID: Int32, command: String?) {
            self.processID = processID
            self.command = command
        }
    }

    /// Others that a line of the table names.
    private static let shownOthers = 3

    let processID: Int32
    let process: ProcessDescription
    let rows: [Row]

    package init(_ processID: Int32, _ process: ProcessDescription, _ rows: [Row]) {
        self.processID = processID
        self.process = process
        self.rows = rows
    }

    package var text: String {
        let words = [
            process.command.map { "(\($0))" }, process.user ?? process.uid.map { "uid \($0)" }, process.unit,
        ]
        let head = (["process \(processID)"] + words.compactMap(\.self)).joined(separator: ", ")
        var table = TextTable([
            .init(title: "LINK"), .init(title: "NS", isNumber: true), .init(title: "NPROCS", isNumber: true),
            .init(title: "OWNER", isNumber: true), .init(title: "NAMES"), .init(title: "OTHERS"),
        ])
        for row in rows {
            let namespace = row.namespace
            let cells = [
                "\(row.link.name)", "\(namespace.id.inode)", "\(namespace.processes)",
                namespace.facts.owner.map { "\($0.inode)" } ?? "", namespace.names.joined(separator: ","),
                others(row),
            ]
            table.append(cells.map(TerminalText.harmless))
        }
        return "\(TerminalText.harmless(head))\n\n\(table.text)"
    }

    private func others(_ row: Row) -> String {
        var words = row.others.prefix(Self.shownOthers).map { other in
            "\(other.processID)\(other.command.map { " (\($0))" } ?? "")"
        }
        if row.others.count > Self.shownOthers { words.append("and \(row.others.count - Self.shownOthers) more") }
        return words.joined(separator: ", ")
    }

    /// `{"pid", "command", …, "links": [{"link", "namespace", "others": [{"pid", "command"}]}]}` and a line feed.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("pid", processID)
            NamespaceJSON.writeProcess(process, to: &object)
            object.key("links")
            object.array { array in for row in rows { Self.write(row, to: &array) } }
        }
        writer.newline()
        return writer.bytes
    }

    private static func write(_ row: Row, to writer: inout JSONWriter) {
        writer.object { object in
            object.member("link", "\(row.link.name)")
            object.key("namespace")
            NamespaceJSON.write(row.namespace, to: &object)
            object.key("others")
            object.array { array in
                for other in row.others {
                    array.object { object in
                        object.member("pid", other.processID)
                        object.member("command", other.command)
                    }
                }
            }
        }
    }
}
