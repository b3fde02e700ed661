// A namespace as JSON, the same in every command. Keys whose value is unknown are absent.

internal import JSON
internal import Linux
internal import Namespaces

/// Writes namespaces.
enum NamespaceJSON {
    static func write(_ namespace: Namespace, to writer: inout JSONWriter) {
        writer.object { object in
            object.member("type", namespace.id.type.name)
            object.member("inode", namespace.id.inode)
            object.member("id", namespace.facts.id)
            object.key("initial")
            object.bool(namespace.id.isInitial)
            object.member("processes", namespace.processes)
            object.member("pid", namespace.processID)
            writeProcess(namespace.process, to: &object)
            object.member("holder", namespace.holder.name)
            writeHolders(namespace.holders, to: &object)
            object.member("owner", namespace.facts.owner?.inode)
            object.member("ownerUid", namespace.facts.ownerUserID)
            object.member("parent", namespace.facts.parent?.inode)
            object.member("depth", namespace.depth)
            if !namespace.names.isEmpty {
                object.key("names")
                object.array { array in for name in namespace.names { array.string(name) } }
            }
            object.member("nsid", namespace.nsid)
            object.member("since", namespace.unattendedSince.map(rfc3339))
        }
    }

    /// What is known of a process, as members of an object.
    static func writeProcess(_ process: ProcessDescription?, to object: inout JSONWriter) {
        object.member("command", process?.command)
        object.member("commandLine", process?.commandLine)
        object.member("uid", process?.uid)
        object.member("user", process?.user)
        object.member("unit", process?.unit)
    }

    private static func writeHolders(_ holders: [NamedHolder]?, to object: inout JSONWriter) {
        guard let holders else { return }
        object.key("holders")
        object.array { array in
            for holder in holders { array.object { object in write(holder, to: &object) } }
        }
    }

    private static func write(_ named: NamedHolder, to object: inout JSONWriter) {
        object.member("kind", named.holder.kind.name)
        object.member("pid", named.processID)
        object.member("command", named.process?.command)
        switch named.holder {
        case .process:
            guard !named.isMember else { break }
            object.key("nextChild")
            object.bool(true)
        case .thread(let threadID, _): object.member("thread", threadID)
        case .descriptor(let number, _), .socket(let number, _): object.member("fd", number)
        case .mount(let path, let mountNamespace):
            object.member("path", path)
            object.member("mountNamespace", mountNamespace)
        case .child(let child): object.member("namespace", "\(child)")
        }
        object.member("unit", named.process?.unit)
    }

    /// Seconds since 1970-01-01T00:00:00Z, for programs and people.
    static func rfc3339(_ seconds: Double) -> String {
        CivilTime(secondsSince1970: Int64(max(0, seconds))).rfc3339
    }
}

extension JSONWriter {
    /// A member of an object; nothing where the value is unknown.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        key(name)
        integer(value)
    }
}
