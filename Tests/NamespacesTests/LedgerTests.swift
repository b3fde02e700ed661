// The kernel's count rebuilt: trees of user namespaces as data, and what each bucket must hold.

internal import Testing

@testable import Namespaces

@Suite struct LedgerTests {
    private static let initial = NamespaceID(.user, NamespaceType.user.initialInode)

    /// A user namespace with this inode, made by a user in another one.
    private struct User {
        let inode: UInt32
        let parent: UInt32
        let uid: UInt32

        init(_ inode: UInt32, in parent: UInt32 = NamespaceType.user.initialInode, by uid: UInt32) {
            self.inode = inode
            self.parent = parent
            self.uid = uid
        }
    }

    private func facts(
        _ users: [User], _ others: [(NamespaceType, UInt32, UInt32?)] = []
    ) -> [NamespaceID: NamespaceFacts] {
        var all: [NamespaceID: NamespaceFacts] = [:]
        for user in users {
            var facts = NamespaceFacts()
            facts.owner = NamespaceID(.user, user.parent)
            facts.parent = facts.owner
            facts.ownerUserID = user.uid
            all[NamespaceID(.user, user.inode)] = facts
        }
        for (type, inode, owner) in others {
            var facts = NamespaceFacts()
            facts.owner = owner.map { NamespaceID(.user, $0) }
            all[NamespaceID(type, inode)] = facts
        }
        return all
    }

    /// "INODE/UID COUNT[~ESTIMATED]" for each bucket of the type, in order.
    private func text(_ ledger: Ledger, _ type: NamespaceType) -> String {
        ledger.charges[type].sorted { $0.key < $1.key }.map { bucket, charge in
            let name = bucket.userNamespace.isInitial ? "init" : "\(bucket.userNamespace.inode)"
            let estimated = charge.estimated > 0 ? "~\(charge.estimated)" : ""
            return "\(name)/\(bucket.uid) \(charge.count)\(estimated)"
        }.sorted().joined(separator: ", ")
    }

    private static let first = NamespaceType.user.initialInode

    @Test func `what a user makes in a user namespace of his own is charged there and above`() {
        // unshare -Urn by uid 1000.
        let ledger = Ledger(facts([User(7, by: 1000)], [(.net, 8, 7)]), top: Self.initial)
        #expect(text(ledger, .net) == "7/1000 1~1, init/1000 1")
        #expect(text(ledger, .user) == "init/1000 1")
    }

    @Test func `what is owned by the initial user namespace is taken to be root's`() {
        let ledger = Ledger(facts([], [(.net, 8, Self.first), (.net, 9, Self.first)]), top: Self.initial)
        #expect(text(ledger, .net) == "init/0 2~2")
    }

    @Test func `each user namespace above is charged to who made it`() {
        let users = [User(7, by: 1000), User(8, in: 7, by: 1001), User(9, in: 8, by: 1002)]
        let ledger = Ledger(facts(users, [(.uts, 20, 9)]), top: Self.initial)
        #expect(text(ledger, .uts) == "7/1001 1, 8/1002 1, 9/1002 1~1, init/1000 1")
        #expect(text(ledger, .user) == "7/1001 2, 8/1002 1, init/1000 3")
    }

    @Test func `two users of one user namespace have counts of their own, which meet above`() {
        let users = [User(7, by: 0), User(8, in: 7, by: 1000), User(9, in: 7, by: 1001)]
        let ledger = Ledger(facts(users), top: Self.initial)
        #expect(text(ledger, .user) == "7/1000 1, 7/1001 1, init/0 3")
    }

    @Test func `initial namespaces and those of the kernel are not charged`() {
        var all = facts([], [(.mnt, 8, Self.first), (.mnt, 9, Self.first)])
        all[NamespaceID(.net, NamespaceType.net.initialInode)] = NamespaceFacts()
        let ledger = Ledger(all, top: Self.initial, uncharged: [NamespaceID(.mnt, 8)])
        #expect(text(ledger, .mnt) == "init/0 1~1")
        #expect(text(ledger, .net) == "" && ledger.unattributed[.net] == 0)
    }

    @Test func `inside a user namespace counting ends at our own`() {
        // Our own's parent is not ours to see.
        var all = facts([User(8, in: 7, by: 1000)], [(.net, 9, 8), (.net, 10, 7)])
        all[NamespaceID(.user, 7)] = NamespaceFacts()
        let ledger = Ledger(all, top: NamespaceID(.user, 7))
        #expect(text(ledger, .net) == "7/1000 1, 8/1000 1~1")
        #expect(text(ledger, .user) == "7/1000 1")
        #expect(ledger.unattributed[.user] == 0 && ledger.unattributed[.net] == 1)
    }

    @Test func `what nobody tells the owner of is told as unattributed`() {
        let ledger = Ledger(facts([], [(.net, 8, nil), (.net, 9, 77)]), top: Self.initial)
        #expect(text(ledger, .net) == "")
        #expect(ledger.unattributed[.net] == 2)
    }

    @Test func `a ring of parents ends`() {
        var ledger = Ledger(facts([User(7, in: 8, by: 1), User(8, in: 7, by: 2)]), top: Self.initial)
        #expect(ledger.unattributed[.user] == 2)
        #expect(ledger.buckets(from: Bucket(NamespaceID(.user, 7), uid: 0)) == nil)
    }

    @Test func `one more is charged from its maker upwards`() {
        let users = [User(7, by: 1000), User(8, in: 7, by: 1001)]
        var ledger = Ledger(facts(users), top: Self.initial)
        let mine = Bucket(NamespaceID(.user, 8), uid: 5)
        #expect(
            ledger.buckets(from: mine) == [
                mine, Bucket(NamespaceID(.user, 7), uid: 1001), Bucket(Self.initial, uid: 1000),
            ])
        #expect(ledger.buckets(from: Bucket(Self.initial, uid: 3)) == [Bucket(Self.initial, uid: 3)])
    }

    @Test func `the buckets of one user namespace stand fullest first`() {
        let users = [User(7, by: 1000), User(8, by: 1001), User(9, by: 1001)]
        let ledger = Ledger(facts(users), top: Self.initial)
        let fullest = ledger.charges(.user, in: Self.initial)
        #expect(fullest.map(\.bucket.uid) == [1001, 1000])
        #expect(fullest.map(\.charge.count) == [2, 1])
    }
}
