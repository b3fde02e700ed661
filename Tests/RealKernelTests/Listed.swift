// A namespace as the program's JSON tells it, in `list` and in `inspect`.

/// What the tests read of it.
struct Listed: Decodable, Equatable {
    struct Holder: Decodable, Equatable {
        let kind: String
        let pid: Int32?
        let thread: Int32?
        let fd: Int32?
        let path: String?
        let mountNamespace: UInt32?
        let namespace: String?

        /// In a row's words: "fd 12/3", "mount 4026532177 /run/netns/a".
        var words: String {
            let process = pid.map { "\($0)" }
            let place = thread.map { "/\($0)" } ?? fd.map { "/\($0)" } ?? ""
            let mount = mountNamespace.map { "\($0) \(path ?? "?")" }
            return "\(kind) \((mount ?? process ?? namespace ?? "") + place)"
        }
    }

    struct All: Decodable {
        let namespaces: [Listed]
    }

    let type: String
    let inode: UInt32
    let id: UInt64?
    let pid: Int32?
    let holder: String
    let holders: [Holder]?
    let owner: UInt32?
    let ownerUid: UInt32?
    let parent: UInt32?
    let depth: Int?
    let names: [String]?
    let nsid: Int32?
    let since: String?

    /// Which one it is, for good.
    var identity: String { "\(type):[\(inode)] \(id ?? 0)" }
}
