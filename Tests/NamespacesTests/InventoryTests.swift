// The Inventory told as stories: who is seen where, and what that makes of the namespaces.

internal import Support
internal import Testing

@testable import Namespaces

@Suite struct InventoryTests {
    /// The namespaces of a process in net and uts alone; other links lead nowhere.
    private func seat(net: UInt32 = 0, uts: UInt32 = 0, pidForChildren: UInt32 = 0) -> ProcessNamespaces {
        var namespaces = ProcessNamespaces()
        namespaces[.net] = net
        namespaces[.uts] = uts
        namespaces[.pidForChildren] = pidForChildren
        return namespaces
    }

    /// An inventory after a first round that met these processes.
    private func inventory(_ processes: [Int32: ProcessNamespaces]) -> Inventory {
        var inventory = Inventory()
        round(&inventory, processes)
        return inventory
    }

    private func round(_ inventory: inout Inventory, _ processes: [Int32: ProcessNamespaces]) {
        inventory.beginRound()
        for (pid, namespaces) in processes.sorted(by: { $0.key < $1.key }) { inventory.observe(pid, namespaces) }
        _ = inventory.forgetUnmet()
        inventory.completeRound(isConclusive: true)
    }

    @Test func `what stood at the start is counted but not added`() {
        var inventory = inventory([1: seat(net: 10, uts: 20), 2: seat(net: 11, uts: 20)])
        #expect(inventory.totals(now: 0).found[.net] == 2)
        #expect(inventory.totals(now: 0).found[.uts] == 1)
        #expect(inventory.totals(now: 0).added[.net] == 0)
        #expect(inventory.takeChanges().isEmpty)
    }

    @Test func `a new namespace is told at once, with its process`() {
        var inventory = inventory([1: seat(net: 10)])
        inventory.beginRound()
        inventory.observe(2, seat(net: 11))
        #expect(inventory.takeChanges() == [Change(.added, NamespaceID(.net, 11), processID: 2)])
        #expect(inventory.totals(now: 0).added[.net] == 1)
    }

    @Test func `a namespace is gone when a complete round finds nobody`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 11)])
        round(&inventory, [1: seat(net: 10)])
        #expect(inventory.takeChanges().isEmpty)
        round(&inventory, [1: seat(net: 10)])
        #expect(inventory.takeChanges() == [Change(.deleted, NamespaceID(.net, 11))])
        #expect(inventory.totals(now: 0).found[.net] == 1)
        #expect(inventory.totals(now: 0).deleted[.net] == 1)
    }

    @Test func `a namespace that passes from one process to another stays`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 20)])
        inventory.beginRound()
        inventory.observe(1, seat(net: 20))
        #expect(inventory.takeChanges().isEmpty)
        inventory.observe(2, seat(net: 10))
        let isInDoubt = inventory.forgetUnmet()
        #expect(!isInDoubt)
        inventory.completeRound(isConclusive: true)
        #expect(inventory.takeChanges().isEmpty)
        #expect(inventory.totals(now: 0).found[.net] == 2)
    }

    @Test func `a namespace that passes to a process which was looked at before stays`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 20)])
        round(&inventory, [1: seat(net: 10), 2: seat(net: 10)])
        round(&inventory, [1: seat(net: 20), 2: seat(net: 10)])
        #expect(inventory.takeChanges().isEmpty)
        #expect(inventory.totals(now: 0).found[.net] == 2)
    }

    @Test func `a namespace that is met though nobody holds it stays while it is met`() {
        var inventory = inventory([1: seat(net: 10)])
        let named = NamespaceID(.net, 30)
        inventory.meet(named)
        for _ in 0..<5 {
            inventory.beginRound()
            inventory.observe(1, seat(net: 10))
            let isInDoubt = inventory.forgetUnmet()
            #expect(!isInDoubt)
            inventory.meet(named)
            inventory.completeRound(isConclusive: true)
        }
        #expect(inventory.takeChanges() == [Change(.added, named)])
        round(&inventory, [1: seat(net: 10)])
        #expect(inventory.takeChanges() == [Change(.deleted, named)])
    }

    @Test func `who was attended is unattended since then, and not since it was pinned`() {
        let pinned = NamespaceID(.net, 11)
        let mount = Holding(pinned, .mount(path: "/a", in: 5))
        for (wasAttended, since) in [(true, 100.0), (false, 7.0)] {
            var inventory = Inventory()
            inventory.replace(.mounts(in: 5), with: [mount])
            round(&inventory, wasAttended ? [1: seat(net: 11)] : [:])
            inventory.noteAttendance(now: 50)
            round(&inventory, [:])
            inventory.noteAttendance(now: 100)
            inventory.setPinned(pinned, since: 7)
            #expect(inventory.namespaces().first?.unattendedSince == since)
        }
    }

    @Test func `a round cut short deletes nothing`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 11)])
        inventory.beginRound()
        inventory.observe(1, seat(net: 10))
        inventory.beginRound()
        inventory.observe(1, seat(net: 10))
        inventory.observe(2, seat(net: 11))
        let isInDoubt = inventory.forgetUnmet()
        #expect(!isInDoubt)
        inventory.completeRound(isConclusive: true)
        #expect(inventory.takeChanges().isEmpty)
    }

    @Test func `a holder that ended during a round may have left a child`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 11)])
        inventory.beginRound()
        inventory.observe(1, seat(net: 10))
        let isFirstInDoubt = inventory.forgetUnmet()
        #expect(isFirstInDoubt)
        #expect(!inventory.hasMet(3))
        inventory.observe(3, seat(net: 11))
        let isSecondInDoubt = inventory.forgetUnmet()
        #expect(!isSecondInDoubt)
        inventory.completeRound(isConclusive: true)
        #expect(inventory.takeChanges().isEmpty)
    }

    @Test func `a round in doubt deletes nothing, and the next one does`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 11)])
        inventory.beginRound()
        inventory.observe(1, seat(net: 10))
        let isInDoubt = inventory.forgetUnmet()
        #expect(isInDoubt)
        inventory.completeRound(isConclusive: false)
        #expect(inventory.takeChanges().isEmpty)
        #expect(inventory.totals(now: 0).found[.net] == 2)
        round(&inventory, [1: seat(net: 10)])
        #expect(inventory.takeChanges() == [Change(.deleted, NamespaceID(.net, 11))])
    }

    @Test func `rounds that are always in doubt still delete, a round later`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 11)])
        var deleted: [[NamespaceID]] = []
        for _ in 0..<3 {
            inventory.beginRound()
            inventory.observe(1, seat(net: 10))
            _ = inventory.forgetUnmet()
            inventory.completeRound(isConclusive: false)
            deleted.append(inventory.takeChanges().map(\.namespace))
        }
        #expect(deleted == [[], [], [NamespaceID(.net, 11)]])
    }

    @Test func `the same inode in two types is two namespaces`() {
        let inventory = inventory([1: seat(net: 10, uts: 10)])
        #expect(inventory.totals(now: 0).found[.net] == 1)
        #expect(inventory.totals(now: 0).found[.uts] == 1)
    }

    @Test func `a namespace that only a next child will enter is found`() throws {
        let inventory = inventory([7: seat(net: 10, pidForChildren: 30), 8: seat(net: 10, pidForChildren: 30)])
        let found = try #require(inventory.namespaces().first { $0.id == NamespaceID(.pid, 30) })
        #expect(found.processes == 0)
        #expect(found.processID == 7)
    }

    @Test func `a list names the lowest process and counts members`() {
        let inventory = inventory([5: seat(net: 10), 3: seat(net: 10), 9: seat(net: 11)])
        let list = inventory.namespaces()
        #expect(list.map(\.id) == [NamespaceID(.net, 10), NamespaceID(.net, 11)])
        #expect(list.map(\.processes) == [2, 1])
        #expect(list.map(\.processID) == [3, 9])
    }

    @Test func `an unreadable process counts, and keeps what was known of it`() {
        var inventory = inventory([1: seat(net: 10), 2: seat(net: 11)])
        inventory.beginRound()
        inventory.observe(1, seat(net: 10))
        inventory.observeUnreadable(2)
        inventory.observeUnreadable(3)
        let isInDoubt = inventory.forgetUnmet()
        #expect(!isInDoubt)
        inventory.completeRound(isConclusive: true)
        #expect(inventory.takeChanges().isEmpty)
        #expect(inventory.totals(now: 0).processes == 3)
        #expect(inventory.totals(now: 0).unreadable == 2)
        round(&inventory, [1: seat(net: 10), 2: seat(net: 11)])
        #expect(inventory.totals(now: 0).unreadable == 0)
    }

    @Test func `added minus deleted is the difference, whatever happens`() {
        var inventory = inventory([1: seat(net: 1, uts: 1)])
        var generator = SplitMix(seed: 42)
        let start = inventory.totals(now: 0).found[.net]
        for _ in 0..<500 {
            var processes: [Int32: ProcessNamespaces] = [:]
            for pid in Int32(1)...20 where generator.next() % 3 > 0 {
                processes[pid] = seat(net: UInt32(generator.next() % 12) + 1, uts: UInt32(generator.next() % 3) + 1)
            }
            round(&inventory, processes)
            round(&inventory, processes)
            let totals = inventory.totals(now: 0)
            #expect(totals.found[.net] - start == totals.added[.net] - totals.deleted[.net])
            #expect(totals.found[.net] == Set(processes.values.map { $0[.net] }).count)
            #expect(inventory.namespaces().count == totals.found[.net] + totals.found[.uts])
        }
    }
}

extension Inventory {
    /// Ends a round where there are no places but processes, and the kernel cannot be asked.
    fileprivate mutating func completeRound(isConclusive: Bool) {
        endAbandoned(isConclusive: isConclusive, deepRound: nil) { _ in false }
        completeRound()
    }
}
