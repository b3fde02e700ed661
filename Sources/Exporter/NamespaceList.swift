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
        case processes = "NPROCS"
        case pid = "PID"
        case user = "USER"
        case command = "COMMAND"

        /// Numbers stand to the right.
        var isNumber: Bool { self == .inode || self == .processes || self == .pid }

        func text(_ namespace: Namespace) -> String {
            switch self {
            case .type: namespace.id.type.name
            case .inode: "\(namespace.id.inode)"
            case .processes: "\(namespace.processes)"
            case .pid: namespace.processID.map { "\($0)" } ?? ""
            case .user: TerminalText.harmless(namespace.user ?? namespace.uid.map { "\($0)" } ?? "")
            case .command: TerminalText.harmless(namespace.command ?? "")
            }
        }
    }

    /// A head line and a line a namespace.
    package var table: String {
        let rows = [Column.allCases.map(\.rawValue)] + namespaces.map { one in Column.allCases.map { $0.text(one) } }
        let widths = Column.allCases.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (index, column) in Column.allCases.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - row[index].count)
                line += (index == 0 ? "" : " ") + (column.isNumber ? padding + row[index] : row[index] + padding)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// `{"namespaces": […]}` and a line feed; what is unknown is absent.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.key("namespaces")
            object.array { array in for namespace in namespaces { Self.write(namespace, to: &array) } }
        }
        writer.newline()
        return writer.bytes
    }

    private static func write(_ namespace: Namespace, to writer: inout JSONWriter) {
        writer.object { object in
            object.key("type")
            object.string(namespace.id.type.name)
            object.key("inode")
            object.integer(namespace.id.inode)
            object.key("initial")
            object.bool(namespace.id.isInitial)
            object.key("processes")
            object.integer(namespace.processes)
            if let pid = namespace.processID {
                object.key("pid")
                object.integer(pid)
            }
            if let command = namespace.command {
                object.key("command")
                object.string(command)
            }
            if let uid = namespace.uid {
                object.key("uid")
                object.integer(uid)
            }
            if let user = namespace.user {
                object.key("user")
                object.string(user)
            }
        }
    }
}
