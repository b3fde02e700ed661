// What is found on kernels that lack what newer ones offer: this kernel's real namespaces, with features taken for
// absent.

internal import Foundation
internal import Monitor
internal import NSFS
internal import Namespaces
internal import Support
internal import Testing

extension OneKernel {
    @Suite struct OlderKernelTests {
        private let zoo: ZooKeeper
        private let folder: TemporaryFolder

        init() throws {
            zoo = try ZooKeeper(.ownMounts)
            folder = try TemporaryFolder()
        }

        /// Before Linux 6.11: no handles, no ids, no way to list mounts but by procfs.
        private static let old: KernelFeatures = [
            .handles, .namespaceIDs, .mountNamespaceIDs, .mountInfo, .mountWalk, .mountList, .cookieIDs,
        ]
        /// Before Linux 6.18.
        private static let middle: KernelFeatures = [.handles, .namespaceIDs, .cookieIDs]

        private func look(withheld: KernelFeatures) throws -> Reconcile {
            var configuration = MonitorConfiguration()
            configuration.sources.remove(.events)
            var reconcile = try Reconcile(configuration, withheld: withheld)
            try reconcile.runToEnd()
            return reconcile
        }

        private func namespace(_ animal: Animal) throws -> NamespaceID {
            let type = try #require(NamespaceType(name: animal.type ?? ""))
            return NamespaceID(type, try #require(animal.inode))
        }

        @Test(
            arguments: [
                ("process", .process), ("thread", .thread), ("zombie-leader", .thread), ("fd", .fd), ("fd-path", .fd),
                ("socket-tcp", .socket), ("tun", .socket), ("mount", .mount), ("mount-elsewhere", .mount),
                ("mount-processless", .mount), ("mount-deep", .mount), ("hidden-user", .child), ("hidden-pid", .child),
                ("time-for-children", .process),
            ] as [(String, HolderKind)])
        func `without what newer kernels offer the same is found`(_ name: String, _ holder: HolderKind) throws {
            let animal = try zoo.animal(name, name.hasPrefix("mount") ? "\(folder.path)/a b" : nil)
            let id = try namespace(animal)
            var reconcile = try look(withheld: Self.old)
            let found = try #require(reconcile.namespaces { $0.id == id }.first)
            #expect(found.holder == holder)
            #expect(found.facts.owner?.inode == animal.owner)
            #expect(found.facts.id == nil)
            try zoo.free(animal)
            // Freed a moment later than its last holder went.
            _ = try eventually("its end") {
                try reconcile.runToEnd()
                return reconcile.namespaces { $0.id == id }.isEmpty ? true : nil
            }
            reconcile.stop()
        }

        @Test func `a mount namespace has its own id there, and a network namespace its sockets' cookie`() throws {
            let mount = try zoo.animal("mount-elsewhere", "\(folder.path)/a")
            let holders = try zoo.animal("many-holders", "\(folder.path)/b")
            var reconcile = try look(withheld: Self.middle)
            // Who has facts already is told its id by the second look at its sockets.
            try reconcile.runToEnd()
            let mountID = NamespaceID(.mnt, try #require(mount.second))
            let mountFacts = try #require(reconcile.namespaces { $0.id == mountID }.first?.facts)
            let expected = try NamespaceHandle.read(path: "/proc/\(mount.pid ?? 0)/ns/mnt").id
            #expect(mountFacts.id == expected)
            let networkID = try namespace(holders)
            let network = try #require(reconcile.namespaces { $0.id == networkID }.first)
            #expect(network.facts.id == holders.namespaceID)
            reconcile.stop()
        }

        @Test func `a recycled mount namespace is told apart by its own id`() throws {
            var reconcile = try look(withheld: Self.middle)
            _ = reconcile.takeChanges()
            var seen: [NamespaceID: Int32] = [:]
            // The kernel gives the lowest free number; other tests may take it before us.
            for _ in 0..<100 {
                let keeper = try Program("/usr/bin/unshare", ["--mount", "sh", "-c", "echo; read line"])
                _ = try keeper.nextLine()
                let handle = try NamespaceHandle.read(path: "/proc/\(keeper.pid)/ns/mnt")
                try reconcile.runToEnd()
                let changes = reconcile.takeChanges()
                if seen[handle.namespace] != nil {
                    #expect(changes.contains(Change(.deleted, handle.namespace)))
                    #expect(changes.contains { $0.kind == .added && $0.namespace == handle.namespace })
                    let facts = reconcile.namespaces { $0.id == handle.namespace }.first?.facts
                    #expect(facts?.id == handle.id)
                    break
                }
                seen[handle.namespace] = keeper.pid
                _ = try keeper.wait()
                _ = try eventually("its end") { handle.probe() == .stale ? true : nil }
            }
            #expect(seen.count < 100)
            reconcile.stop()
        }
    }
}
