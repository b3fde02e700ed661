// The budget of the source `inotify`, with instances of our own.

internal import Glibc
internal import Linux
internal import Namespaces
internal import Testing

@testable import Monitor

@Suite struct InotifySourceTests {
    private func places(_ instances: borrowing [Int32]) -> [InotifySource.Place] {
        instances.map { .init(processID: getpid(), file: OpenFile($0, of: getpid()), kind: .inotify) }
    }

    private var inventory: Inventory {
        var inventory = Inventory()
        inventory.beginRound()
        var links = ProcessNamespaces()
        links[.user] = 7
        inventory.observe(getpid(), links)
        return inventory
    }

    @Test func `what the budget does not allow waits for the next round, and nothing is told before`() throws {
        let instances = (0..<3).map { _ in inotify_init1(CInt(IN_CLOEXEC)) }
        defer { for instance in instances { close(instance) } }
        #expect(unsafe inotify_add_watch(instances[1], "/", UInt32(IN_CREATE)) > 0)
        let proc = try Directory(path: "/proc")
        let deadline = Clock.monotonic.adding(milliseconds: 60_000)
        var source = InotifySource(canCompare: true)
        // The last is seen twice.
        source.begin(places(instances + [instances[2]]), isWhole: true)
        for round in 0..<4 {
            #expect(source.isRunning && source.groups == nil && !source.report.succeeded, "round \(round)")
            source.allot(1)
            while source.hasWork { try source.step(inventory, below: proc, until: deadline) }
        }
        #expect(!source.isRunning && source.report.succeeded)
        #expect(source.groups?.map(\.watches) == [0, 1, 0])
        #expect(source.groups?.allSatisfy { $0.bucket == Bucket(NamespaceID(.user, 7), uid: geteuid()) } == true)
        // What is closed by now is passed over.
        source.begin(places([instances[0], 1_000_000]), isWhole: true)
        source.allot(.max)
        try source.step(inventory, below: proc, until: deadline)
        #expect(source.groups?.count == 1)
    }

    @Test func `what takes too long is tried once more, and then passed over and told`() throws {
        let instance = inotify_init1(CInt(IN_CLOEXEC))
        defer { close(instance) }
        let proc = try Directory(path: "/proc")
        var source = InotifySource(canCompare: true)
        source.begin(places([instance]), isWhole: true)
        source.allot(.max)
        for isLast in [false, true] {
            #expect(throws: SystemError.self) { try source.step(inventory, below: proc, until: Clock.monotonic) }
            #expect(source.isRunning == !isLast)
        }
        #expect(throws: Never.self) { try source.step(inventory, below: proc, until: Clock.monotonic) }
        #expect(source.groups == [] && !source.report.succeeded)
    }
}
