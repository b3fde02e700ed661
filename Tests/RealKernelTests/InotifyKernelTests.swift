// inotify and fanotify objects beside the kernel's own count, at the edge of a limit.

internal import Foundation
internal import Monitor
internal import NSFS
internal import Namespaces
internal import Support
internal import Testing

extension OneKernel {
    @Suite struct InotifyKernelTests {
        private static let initial = NamespaceID(.user, NamespaceType.user.initialInode)
        private let zoo: ZooKeeper

        init() throws {
            zoo = try ZooKeeper()
        }

        private func reconcile(withheld: KernelFeatures = []) throws -> Reconcile {
            var configuration = MonitorConfiguration()
            configuration.sources = [.processes, .hierarchy, .limits, .charges, .inotify]
            return try Reconcile(configuration, withheld: withheld)
        }

        private func usages(withheld: KernelFeatures = []) throws -> [BucketUsage] {
            var reconcile = try reconcile(withheld: withheld)
            try reconcile.runToEnd()
            return reconcile.usages
        }

        @Test func `a user who has all inotify instances that he may is at his limit`() throws {
            let base = try zoo.base()
            let id = NamespaceID(.user, try #require(base.inode))
            try zoo.limit("inotify_instances", in: base, to: 3)
            let watcher = try #require(try zoo.plant("inotify", in: base, user: 5))
            #expect(watcher.facts["count"] == "3")
            let usage = try usages().first {
                $0.kind == .resource(.inotifyInstances) && $0.bucket == Bucket(id, uid: 100_005)
            }
            #expect(usage?.charge == Charge(count: 3, estimated: 3))
            #expect(usage?.limit == Limit(3) && usage?.ratio == 1)
        }

        @Test func `the host's limit is met by the figure that alerts take`() throws {
            let watcher = try zoo.animal("inotify", "100777")
            let result = try Program.run(Machine.program, "metrics", "--collector.inotify")
            #expect(result.status == 0)
            func figure(_ family: String) -> Substring? {
                let start = "\(family){resource=\"inotify_instances\"} "
                return result.output.split(separator: "\n").first { $0.hasPrefix(start) }?.dropFirst(start.count)
            }
            let limit = try #require(figure("linux_user_limit"))
            #expect(figure("linux_user_charged_max") == limit && watcher.facts["count"].map { $0[...] } == limit)
            #expect(figure("linux_user_charged_indistinct") == "0")
            let usage = try Program.run(Machine.program, "usage", "--collector.inotify").output
            #expect(
                usage.contains(try Regex("(?m)^inotify_instances +\\d+ ~100777 +\(limit) +\(limit) 100%")), "\(usage)")
        }

        /// Kinds and counts of what a user is charged with.
        private func charges(_ user: UInt32, withheld: KernelFeatures = []) throws -> [UserResource: Charge] {
            let usages = try usages(withheld: withheld).filter { $0.bucket == Bucket(Self.initial, uid: user) }
            return usages.reduce(into: [:]) { charges, usage in
                if case .resource(let resource) = usage.kind { charges[resource] = usage.charge }
            }
        }

        @Test func `what four processes share is counted once`() throws {
            _ = try zoo.animal("watchers", "100778")
            #expect(
                try charges(100_778) == [
                    .inotifyInstances: Charge(count: 1, estimated: 1),
                    .inotifyWatches: Charge(count: 5, estimated: 5),
                    .fanotifyGroups: Charge(count: 1, estimated: 1), .fanotifyMarks: Charge(count: 2, estimated: 2),
                ])
        }

        /// Whoever else has an instance: it is known that one of all is no other's.
        @Test func `where files cannot be told apart the figure is an upper bound, and marked`() throws {
            _ = try zoo.animal("watchers", "100779")
            let charges = try charges(100_779, withheld: [.fileComparison])
            #expect(charges[.inotifyInstances]?.count == 4 && charges[.inotifyWatches]?.count == 20)
            #expect([3, 4].contains(charges[.inotifyInstances]?.indistinct))
            #expect(charges[.fanotifyMarks]?.count == 8)
        }

        @Test func `a daemon's figures are whole when they come`() throws {
            _ = try zoo.animal("inotify", "100780")
            var reconcile = try reconcile()
            var rounds = 0
            while reconcile.snapshot.resources == nil, rounds < 20 {
                while case .unfinished = reconcile.step(share: 1, failed: { _, _ in }) {}
                rounds += 1
            }
            let usages = reconcile.usages
            let usage = usages.first {
                $0.kind == .resource(.inotifyInstances) && $0.bucket == Bucket(Self.initial, uid: 100_780)
            }
            #expect(usage?.ratio == 1)
            let reports = reconcile.sources
            #expect(reports.first { $0.name == .inotify }?.succeeded == true)
        }
    }
}
