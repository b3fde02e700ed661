// One look at the host, for commands that print and end. It needs no daemon.

internal import Linux
internal import Monitor
internal import Namespaces
internal import ProcFS

/// A complete round, and what it found.
package struct Survey: ~Copyable {
    private let reconcile: Reconcile
    /// What could not be read though the rest could, a sentence each.
    package let complaints: [String]

    /// Looks at every process. A process that may not be read is left out.
    package init(_ configuration: Configuration) throws(StartError) {
        var reconcile: Reconcile
        do throws(ProcRootError) { reconcile = try Reconcile(configuration.monitor) } catch { throw .procfs(error) }
        do throws(SystemError) {
            let failures = try reconcile.runToEnd()
            complaints = failures.map { "The source \($0.key.rawValue) failed: \($0.value)." }.sorted()
        } catch {
            throw .system(error)
        }
        self.reconcile = reconcile
    }

    /// All namespaces, with the names of their users.
    package var list: NamespaceList {
        var names: [UInt32: String?] = [:]
        return NamespaceList(
            reconcile.namespaces().map { namespace in
                guard let uid = namespace.uid else { return namespace }
                let name = names[uid] ?? Host.userName(uid)
                names[uid] = .some(name)
                var named = namespace
                named.user = name
                return named
            })
    }

    /// One exposition, without the families of a journal and of feeds: a command has none.
    package func metrics(showsExporter: Bool) -> [UInt8] {
        let publication = Publication(
            snapshot: reconcile.snapshot, isComplete: true, sources: reconcile.sources, feeds: [])
        return MetricsText.bytes(of: publication, journal: nil, showsExporter: showsExporter)
    }
}
