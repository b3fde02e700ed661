// How `list` shows namespaces: a table for people, JSON for programs. Pure.

internal import JSON
internal import Linux
package import Namespaces

/// A list of namespaces.
package struct NamespaceList: Sendable {
    let namespaces: [Namespace]

    package init(_ namespaces: [Namespace]) {
        self.namespaces = namespaces
    }

    private enum Column: String, CaseIterable {
        case type = "TYPE"
        case inode = "NS"
        case holder = "HOLDER"
        case processes = "NPROCS"
        case pid = "PID"
        case user = "USER"
        case unit = "UNIT"
        case nsid = "NSID"
        case owner = "OWNER"
        case names = "NAMES"
        case command = "COMMAND"

        var column: TextTable.Column {
            TextTable.Column(
                title: rawValue, isNumber: [.inode, .processes, .pid, .nsid, .owner].contains(self))
        }

        func text(_ namespace: Namespace) -> String {
            switch self {
            case .type: namespace.id.type.name
            case .inode: "\(namespace.id.inode)"
            case .processes: "\(namespace.processes)"
            case .pid: namespace.processID.map { "\($0)" } ?? ""
            case .user: namespace.process?.user ?? namespace.process?.uid.map { "\($0)" } ?? ""
            case .holder: namespace.holder.name
            case .unit: namespace.process?.unit ?? ""
            case .nsid: namespace.nsid.map { "\($0)" } ?? ""
            case .owner: namespace.facts.owner.map { "\($0.inode)" } ?? ""
            case .names: namespace.names.joined(separator: ",")
            case .command: commandText(namespace.process)
            }
        }

        /// A kernel thread has no arguments, as one that has ended.
        private func commandText(_ process: ProcessDescription?) -> String {
            if let line = process?.commandLine, !line.isEmpty { return line }
            return process?.command ?? ""
        }
    }

    /// A head line and a line a namespace.
    package var table: String {
        var table = TextTable(Column.allCases.map(\.column))
        for namespace in namespaces {
            table.append(Column.allCases.map { TerminalText.harmless($0.text(namespace)) })
        }
        return table.text
    }

    /// `{"namespaces": […]}` and a line feed; what is unknown is absent.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("namespaces")
            object.array { array in for namespace in namespaces { NamespaceJSON.write(namespace, to: &array) } }
        }
        writer.newline()
        return writer.bytes
    }
}
