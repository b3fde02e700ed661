// The Ledger beside the kernel's own count, at the one place where that shows: the edge of a limit.

internal import Foundation
internal import Monitor
internal import Namespaces
internal import Support
internal import Testing

extension OneKernel {
    @Suite struct LedgerKernelTests {
        private let zoo: ZooKeeper

        init() throws {
            zoo = try ZooKeeper()
        }

        /// What the zoo makes here processes hold: as a rule nothing else needs to be looked at.
        private func look(
            _ sources: Set<SourceName> = [.processes, .hierarchy, .limits, .charges]
        ) throws -> Reconcile {
            var configuration = MonitorConfiguration()
            configuration.sources = sources
            var reconcile = try Reconcile(configuration)
            try reconcile.runToEnd()
            return reconcile
        }

        private func ledger() throws -> Ledger {
            let ledger = try look().ledger
            return try #require(ledger)
        }

        private func usage(_ type: NamespaceType, _ bucket: Bucket) throws -> BucketUsage {
            let usages = try look().usages
            return try #require(usages.first { $0.kind == .namespaces(type) && $0.bucket == bucket })
        }

        private func id(_ animal: Animal) throws -> NamespaceID {
            NamespaceID(.user, try #require(animal.inode))
        }

        /// A user of a base, as the host numbers it.
        private func bucket(_ base: Animal, user: UInt32) throws -> Bucket {
            Bucket(try id(base), uid: 100_000 + user)
        }

        private func planted(_ type: String, in holder: Animal, user: UInt32? = 0) throws -> Animal {
            try #require(try zoo.plant(type, in: holder, user: user), "the kernel refused a \(type) namespace")
        }

        @Test(arguments: NamespaceType.allCases)
        func `three of three are charged, and the fourth is refused`(_ type: NamespaceType) throws {
            let base = try zoo.base()
            let house = try planted("user", in: base, user: 5)
            // The house is a user namespace itself.
            let before = type == .user ? 1 : 0
            try zoo.limit(type.name, in: base, to: before + 3)
            for _ in 0..<3 { _ = try planted(type.name, in: house) }
            let fourth = try zoo.plant(type.name, in: house)
            #expect(fourth == nil)
            let bucket = try bucket(base, user: 5)
            let usage = try usage(type, bucket)
            #expect(usage.charge == Charge(count: before + 3))
            #expect(usage.limit == Limit(Int32(before + 3)) && usage.ratio == 1 && usage.room == 0)
        }

        @Test func `two users count for themselves under one limit`() throws {
            let base = try zoo.base()
            let houses = try (0..<2).map { try planted("user", in: base, user: UInt32($0)) }
            try zoo.limit("net", in: base, to: 2)
            for house in houses { for _ in 0..<2 { _ = try planted("net", in: house) } }
            for house in houses { #expect(try zoo.plant("net", in: house) == nil) }
            let ledger = try ledger()
            for user in UInt32(0)..<2 { #expect(ledger.charge(.net, try bucket(base, user: user)).count == 2) }
        }

        @Test func `an ancestor's full bucket refuses what is made three user namespaces below`() throws {
            let base = try zoo.base()
            let first = try planted("user", in: base, user: 7)
            let second = try planted("user", in: first)
            let third = try planted("user", in: second)
            for house in [first, second, third] { _ = try planted("uts", in: house) }
            try zoo.limit("uts", in: base, to: 3)
            #expect(try zoo.plant("uts", in: third) == nil)
            let result = try Program.run(
                Machine.program, "usage", "--explain=uts", "--uid=100007", "--userns=\(third.inode ?? 0)")
            #expect(result.status == 0)
            #expect(
                result.output.hasPrefix(
                    "One more uts namespace would fail (No space left on device): user 100007 in "
                        + "user:[\(base.inode ?? 0)] is charged 3 of 3.\n"),
                "\(result.output)\(result.errors)")
            let rows = result.output.split(separator: "\n").dropFirst(2).map { line in
                line.split(separator: " ").map(String.init)
            }
            #expect(rows.map { $0[2] }.prefix(4) == ["1", "2", "3", "3"])
            #expect(rows.filter { $0.last == "full" }.count == 1)
        }

        /// Who made it there the kernel does not tell; above that all is exact.
        @Test func `root of the host charges a tenant's user namespace, and who made that`() throws {
            let base = try zoo.base()
            let tenant = try planted("user", in: base, user: 3)
            _ = try planted("uts", in: tenant, user: nil)
            let ledger = try ledger()
            #expect(ledger.charge(.uts, try bucket(base, user: 3)) == Charge(count: 1))
            #expect(ledger.charge(.uts, Bucket(try id(tenant), uid: 100_003)) == Charge(count: 1, estimated: 1))
            try zoo.limit("uts", in: base, to: 1)
            #expect(try zoo.plant("uts", in: tenant) == nil)
        }

        /// The count is a lower bound: of such a user namespace nothing in /proc tells, and the kernel charges it.
        @Test func `what open files' credentials alone keep alive is charged, and nobody finds it`() throws {
            let base = try zoo.base()
            try zoo.limit("user", in: base, to: 1)
            _ = try planted("credentials", in: base, user: 5)
            #expect(try zoo.plant("user", in: base, user: 5) == nil)
            let reconcile = try look(MonitorConfiguration().sources)
            let count = reconcile.ledger?.charge(.user, try bucket(base, user: 5)).count
            #expect(count == 0)
        }

        @Test func `charges fall when namespaces go, and so does the kernel's count`() throws {
            let base = try zoo.base()
            let house = try planted("user", in: base, user: 1)
            try zoo.limit("net", in: base, to: 1)
            let net = try planted("net", in: house)
            #expect(try zoo.plant("net", in: house) == nil)
            var reconcile = try look()
            let bucket = try bucket(base, user: 1)
            let before = reconcile.ledger?.charge(.net, bucket).count
            #expect(before == 1)
            kill(try #require(net.pid), SIGKILL)
            // Torn down by a worker of the kernel, a moment later.
            _ = try eventually("room for another") { try zoo.plant("net", in: house) }
            try reconcile.runToEnd()
            try reconcile.runToEnd()
            let after = reconcile.ledger?.charge(.net, bucket).count
            #expect(after == 1)
        }

        @Test func `a limit that is lowered, that allows none, and that is none`() throws {
            let base = try zoo.base()
            let house = try planted("user", in: base, user: 1)
            for _ in 0..<3 { _ = try planted("ipc", in: house) }
            let bucket = try bucket(base, user: 1)
            var reconcile = try look()
            for (limit, count, ratio, room) in [
                (2, 3, 1.5, 0), (0, 3, nil, 0), (4, 3, 0.75, 1), (4, 4, 1, 0), (Int(Int32.max), 4, nil, Int.max),
            ] as [(Int, Int, Double?, Int)] {
                try zoo.limit("ipc", in: base, to: limit)
                try reconcile.runToEnd()
                let usages = reconcile.usages
                let usage = try #require(usages.first { $0.kind == .namespaces(.ipc) && $0.bucket == bucket })
                #expect(usage.charge.count == count && usage.ratio == ratio && usage.room == room)
                let fullest = reconcile.snapshot.charges?.childRatio[.ipc]
                #expect(fullest ?? nil == ratio)
                let isMade = try zoo.plant("ipc", in: house) != nil
                #expect(isMade == (room > 0))
            }
        }

        /// With a third of all in each round, all are read again in three or four.
        @Test func `limits of other user namespaces are read again in turn`() throws {
            let bases = try (0..<3).map { _ in try zoo.base() }
            var reconcile = try look()
            func limits() throws -> [Int32?] {
                try bases.map { reconcile.limit(.namespaces(.ipc), in: try id($0))?.value }
            }
            #expect(try limits() == [Int32.max, Int32.max, Int32.max])
            for base in bases { try zoo.limit("ipc", in: base, to: 9) }
            func round(_ share: Double) {
                while case .unfinished = reconcile.step(share: share, failed: { _, _ in }) {}
            }
            round(0)
            #expect(try limits() == [Int32.max, Int32.max, Int32.max])
            for _ in 0..<4 { round(0.34) }
            #expect(try limits() == [9, 9, 9])
        }

        /// It may look into user namespaces, and may not enter them.
        @Test func `a refusal is told once, and the limits are unknown`() throws {
            let visit = try Visit()
            _ = try visit.zoo.animal("user-process", "100900")
            let daemon = try visit.serve(
                "--collector.reconcile-interval=1s", "--collector.min-scan-interval=1ms", as: .reading)
            for _ in 0..<5 { _ = try daemon.samples() }
            let told = daemon.log.matches(of: /cannot read the limits of user:\[\d+\]: Operation not permitted/)
            #expect(told.count == 1, "\(daemon.log)")
        }

        /// For each tree a type and a bucket are drawn: with the limit at what the Ledger says is used the kernel must
        /// refuse one more, and with one above it must not.
        @Test func `the kernel agrees, at the limit's edge, in 200 random trees`() throws {
            var chance = SplitMix(seed: 2026)
            var reconcile = try look()
            for tree in 0..<200 {
                let base = try zoo.base()
                var houses: [(house: Animal, user: UInt32, above: [Animal])] = []
                for _ in 0..<Int.random(in: 1...3, using: &chance) {
                    let user = UInt32.random(in: 0..<3, using: &chance)
                    houses.append((try planted("user", in: base, user: user), user, [base]))
                }
                // Where root of the host made something, whose it is cannot be told in the house itself.
                var estimated: Set<UInt32> = []
                for _ in 0..<Int.random(in: 2...8, using: &chance) {
                    let at = Int.random(in: houses.indices, using: &chance)
                    let type = NamespaceType.allCases.randomElement(using: &chance) ?? .net
                    // Who has no uid in a user namespace cannot make another in it.
                    let isRoots = type != .user && Int.random(in: 0..<4, using: &chance) == 0
                    let made = try planted(type.name, in: houses[at].house, user: isRoots ? nil : 0)
                    if isRoots, let inode = houses[at].house.inode { estimated.insert(inode) }
                    if type == .user {
                        houses.append((made, houses[at].user, houses[at].above + [houses[at].house]))
                    }
                }
                let (house, user, above) = houses[Int.random(in: houses.indices, using: &chance)]
                let type = NamespaceType.allCases.randomElement(using: &chance) ?? .net
                let isExact = type == .user || !estimated.contains(house.inode ?? 0)
                let level = (isExact ? above + [house] : above).randomElement(using: &chance) ?? base
                try reconcile.runToEnd()
                let bucket = Bucket(try id(level), uid: 100_000 + user)
                let used = reconcile.ledger?.charge(type, bucket).count ?? 0
                try zoo.limit(type.name, in: level, to: used)
                #expect(try zoo.plant(type.name, in: house) == nil, "tree \(tree): \(type) in \(bucket), \(used)")
                try zoo.limit(type.name, in: level, to: used + 1)
                #expect(try zoo.plant(type.name, in: house) != nil, "tree \(tree): \(type) in \(bucket), \(used)")
                try zoo.end()
            }
        }
    }
}
