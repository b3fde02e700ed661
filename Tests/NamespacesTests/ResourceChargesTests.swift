// inotify and fanotify objects in the buckets of user namespaces.

internal import Testing

@testable import Namespaces

@Suite struct ResourceChargesTests {
    private static let initial = NamespaceID(.user, NamespaceType.user.initialInode)
    /// Made by user 1000 in the initial one.
    private static let tenant = NamespaceID(.user, 7)

    private var ledger: Ledger {
        var facts = NamespaceFacts()
        facts.owner = Self.initial
        facts.parent = Self.initial
        facts.ownerUserID = 1000
        return Ledger([Self.tenant: facts], top: Self.initial)
    }

    private static func group(
        _ kind: NotificationKind, _ bucket: Bucket, _ watches: Int, isDistinct: Bool = true
    ) -> NotificationGroup {
        NotificationGroup(kind, of: 1, bucket, watches: watches, isDistinct: isDistinct)
    }

    private let groups = [
        group(.inotify, Bucket(initial, uid: 1000), 10),
        group(.inotify, Bucket(tenant, uid: 100_000), 5),
        group(.inotify, Bucket(initial, uid: 0), 3, isDistinct: false),
        group(.fanotify, Bucket(initial, uid: 0), 0),
    ]

    @Test func `each is charged where it was made and above, and only the first user is estimated`() {
        var ledger = ledger
        let charges = ResourceCharges(groups, &ledger).charges
        #expect(
            charges[.inotifyInstances] == [
                Bucket(Self.initial, uid: 1000): Charge(count: 2, estimated: 1),
                Bucket(Self.tenant, uid: 100_000): Charge(count: 1, estimated: 1),
                Bucket(Self.initial, uid: 0): Charge(count: 1, estimated: 1, indistinct: 1),
            ])
        #expect(charges[.inotifyWatches]?[Bucket(Self.initial, uid: 1000)] == Charge(count: 15, estimated: 10))
        #expect(charges[.fanotifyGroups] == [Bucket(Self.initial, uid: 0): Charge(count: 1, estimated: 1)])
        #expect(charges[.fanotifyMarks] == nil)
    }

    @Test func `the fullest user of our own user namespace is what meets the limit`() {
        var ledger = ledger
        let totals = ResourceCharges(groups, &ledger).totals(in: Self.initial)
        #expect(
            totals.fullest == [.inotifyInstances: 2, .inotifyWatches: 15, .fanotifyGroups: 1, .fanotifyMarks: 0])
        #expect(
            totals.indistinct == [.inotifyInstances: 1, .inotifyWatches: 3, .fanotifyGroups: 0, .fanotifyMarks: 0])
    }
}
