// Login names, each looked up once: a directory server may be asked for them (nsswitch.conf(5)). For commands only.

internal import Linux
internal import Namespaces

/// Gives users their names.
struct UserNames {
    private var names: [UInt32: String?] = [:]

    /// nil where the uid has none.
    mutating func name(of uid: UInt32) -> String? {
        let name = names[uid] ?? Host.userName(uid)
        names[uid] = .some(name)
        return name
    }

    mutating func named(_ process: ProcessDescription) -> ProcessDescription {
        guard let uid = process.uid else { return process }
        var named = process
        named.user = name(of: uid)
        return named
    }

    mutating func named(_ namespace: Namespace) -> Namespace {
        guard let process = namespace.process else { return namespace }
        var described = namespace
        described.process = named(process)
        return described
    }
}
