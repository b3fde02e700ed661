// How `inspect` shows one namespace: what it is, and everybody who keeps it alive. Pure.

internal import JSON
internal import Linux
package import Namespaces

/// A namespace with its holders.
package struct NamespaceReport: Sendable {
    private static let labelWidth = 12

    let namespace: Namespace

    package init(_ namespace: Namespace) {
        self.namespace = namespace
    }

    package var text: String {
        var text = "\(namespace.id)\(namespace.id.isInitial ? ", made by the kernel at boot" : "")\n"
        for (label, value) in facts {
            text += "  \(label.padding(to: Self.labelWidth))\(TerminalText.harmless(value))\n"
        }
        let holders = namespace.holders ?? []
        if holders.isEmpty {
            return text + "Nobody is found who holds it: a descriptor in flight between two processes, the kernel "
                + "itself, or somebody whom we may not see.\n"
        }
        var table = TextTable([
            .init(title: "HOLDER"), .init(title: "PID", isNumber: true), .init(title: "COMMAND"), .init(title: "UNIT"),
            .init(title: "WHERE"),
        ])
        for holder in holders { table.append(cells(holder).map(TerminalText.harmless)) }
        return text + "\n" + table.text
    }

    /// What is known, each with its label.
    private var facts: [(String, String)] {
        var told: [(String, String)] = []
        func tell(_ label: String, _ value: (some CustomStringConvertible)?) {
            if let value { told.append((label, value.description)) }
        }
        tell("id", namespace.facts.id)
        tell("held by", namespace.holder.name)
        tell("processes", namespace.processes)
        tell("owner", namespace.facts.owner)
        tell("made by uid", namespace.facts.ownerUserID)
        tell("parent", namespace.facts.parent)
        tell("depth", namespace.depth)
        tell("names", namespace.names.isEmpty ? nil : namespace.names.joined(separator: ", "))
        tell("nsid", namespace.nsid)
        tell("unattended", namespace.unattendedSince.map { "since \(NamespaceJSON.rfc3339($0))" })
        return told
    }

    private func cells(_ named: NamedHolder) -> [String] {
        [
            named.holder.kind.name, named.processID.map { "\($0)" } ?? "", named.process?.command ?? "",
            named.process?.unit ?? "", place(named),
        ]
    }

    private func place(_ named: NamedHolder) -> String {
        switch named.holder {
        case .process: named.isMember ? "" : "its next child"
        case .thread(let threadID, _): "thread \(threadID)"
        case .descriptor(let number, _): "fd \(number)"
        case .socket(let number, _): "fd \(number)"
        case .mount(let path, let mountNamespace): "\(path) in \(NamespaceID(.mnt, mountNamespace))"
        case .child(let child): "\(child)"
        }
    }

    /// The namespace's object and a line feed.
    package var json: [UInt8] {
        var writer = JSONWriter()
        NamespaceJSON.write(namespace, to: &writer)
        writer.newline()
        return writer.bytes
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
