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

        /// Numbers stand to the right.
        var isNumber: Bool { [.inode, .processes, .pid, .nsid, .owner].contains(self) }

        func text(_ namespace: Namespace) -> String {
            switch self {
            case .type: namespace.id.type.name
            case .inode: "\(namespace.id.inode)"
            case .processes: "\(namespace.processes)"
            case .pid: namespace.processID.map { "\($0)" } ?? ""
            case .user: TerminalText.harmless(namespace.user ?? namespace.uid.map { "\($0)" } ?? "")
            case .holder: namespace.holder.name
            case .unit: TerminalText.harmless(namespace.unit ?? "")
            case .nsid: namespace.nsid.map { "\($0)" } ?? ""
            case .owner: namespace.facts.owner.map { "\($0.inode)" } ?? ""
            case .names: TerminalText.harmless(namespace.names.joined(separator: ","))
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
            object.member("type", namespace.id.type.name)
            object.member("inode", namespace.id.inode)
            object.member("id", namespace.facts.id)
            object.key("initial")
            object.bool(namespace.id.isInitial)
            object.member("processes", namespace.processes)
            object.member("pid", namespace.processID)
            object.member("command", namespace.command)
            object.member("uid", namespace.uid)
            object.member("user", namespace.user)
            object.member("holder", namespace.holder.name)
            object.member("owner", namespace.facts.owner?.inode)
            object.member("ownerUid", namespace.facts.ownerUserID)
            object.member("parent", namespace.facts.parent?.inode)
            object.member("depth", namespace.depth)
            if !namespace.names.isEmpty {
                object.key("names")
                object.array { array in for name in namespace.names { array.string(name) } }
            }
            object.member("nsid", namespace.nsid)
            object.member("unit", namespace.unit)
            object.member("since", namespace.unattendedSince.map(Self.rfc3339))
        }
    }

    private static func rfc3339(_ seconds: Double) -> String {
        CivilTime(secondsSince1970: Int64(max(0, seconds))).rfc3339
    }
}

extension JSONWriter {
    /// A member of an object; nothing where the value is unknown.
    fileprivate mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    fileprivate mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        key(name)
        integer(value)
    }
}
