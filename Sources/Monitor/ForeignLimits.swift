// The limits of other user namespaces than ours. Each is read when its user namespace is first seen, and again in turn:
// entering one costs a child process (JoinedFolder).

internal import Linux
internal import NSFS
internal import Namespaces
internal import ProcFS

/// What was last read of each user namespace.
struct ForeignLimits: Sendable {
    /// User namespaces that are entered in one round at the most: some 40 ms, for which feeds wait in their buffers. Of
    /// more than 4,000 a turn over all takes longer than five minutes.
    private static let maximumVisits = 500

    private struct Entry {
        let generation: UInt64
        /// nil: it could not be read.
        var limits: Limits?
    }

    private let procPath: String
    private var folder: JoinedFolder?
    private var entries: [NamespaceID: Entry] = [:]
    private var rotation = Rotation()
    /// The first refusal, until it is taken; there is one at the most.
    private(set) var refusal: SystemError?

    init(procPath: String) {
        self.procPath = procPath
    }

    /// nil where it is not known.
    subscript(userNamespace: NamespaceID) -> Limits? { entries[userNamespace]?.limits }

    /// Reads those that are new, and of the others a share. Whom nobody is seen to hold any more is left in peace: a
    /// visit delays the end of a user namespace until the kernel has freed the visitor's credentials (RCU, some ms).
    /// - Parameter ours: the one that we are in: its limits are read otherwise.
    mutating func read(
        _ inventory: borrowing Inventory, below proc: borrowing Directory, ours: NamespaceID, share: Double
    ) throws(SystemError) {
        let known = inventory.known(.user).filter { $0 != ours && !$0.isInitial && inventory.isHeld($0) }
        if known.isEmpty {
            entries = [:]
            return
        }
        let folder = try openFolder()
        forget(known, inventory)
        let new = known.filter { entries[$0] == nil }
        let first = new.prefix(Self.maximumVisits)
        let due = first + rotation.slice(of: Set(entries.keys), share: share, atMost: Self.maximumVisits - first.count)
        rotation.add(first)
        let ways = NamespaceDoor.Ways(to: Set(due), inventory)
        for namespace in due {
            guard let generation = inventory.generation(of: namespace) else { continue }
            let limits = read(namespace, folder, inventory, ways, below: proc)
            entries[namespace] = Entry(generation: generation, limits: limits)
        }
    }

    private mutating func openFolder() throws(SystemError) -> JoinedFolder {
        if let folder { return folder }
        let made = JoinedFolder(
            path: UserLimits.folder(below: procPath), names: try UserLimits.names(below: procPath))
        folder = made
        return made
    }

    /// Those that are gone, and those whose inode another one has by now.
    private mutating func forget(_ known: [NamespaceID], _ inventory: borrowing Inventory) {
        if entries.isEmpty { return }
        var kept: [NamespaceID: Entry] = [:]
        for namespace in known {
            if let entry = entries[namespace], entry.generation == inventory.generation(of: namespace) {
                kept[namespace] = entry
            }
        }
        entries = kept
    }

    private mutating func read(
        _ namespace: NamespaceID, _ folder: JoinedFolder, _ inventory: borrowing Inventory, _ ways: NamespaceDoor.Ways,
        below proc: borrowing Directory
    ) -> Limits? {
        guard let open = NamespaceDoor.open(namespace, inventory, ways, below: proc) else { return nil }
        do throws(Errno) {
            return UserLimits.limits(try folder.read(from: open))
        } catch {
            refusal = refusal ?? SystemError("read the limits of", "\(namespace)", error)
            return nil
        }
    }
}
