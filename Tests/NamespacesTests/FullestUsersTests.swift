// Which users metrics name, over time.

internal import Testing

@testable import Namespaces

@Suite struct FullestUsersTests {
    private let own = NamespaceID(.user, 4_026_531_837)

    /// Fullest first, as a Ledger gives them.
    private func charges(_ users: [(uid: UInt32, count: Int)]) -> [(bucket: Bucket, charge: Charge)] {
        users.sorted { $0.count > $1.count }.map { (Bucket(own, uid: $0.uid), Charge(count: $0.count)) }
    }

    private func user(_ uid: UInt32, _ charged: Int) -> ChargeTotals.User {
        ChargeTotals.User(uid: uid, charged: charged)
    }

    @Test func `the fullest are shown, by uid`() {
        var users = FullestUsers(count: 2)
        let shown = users.show(.net, charges([(5, 10), (3, 20), (1, 1)]), now: 0)
        #expect(shown == [user(3, 20), user(5, 10)])
    }

    @Test func `who was shown stays for ten minutes, with what he has left`() {
        var users = FullestUsers(count: 1)
        _ = users.show(.net, charges([(1, 10), (2, 9)]), now: 0)
        let soon = users.show(.net, charges([(2, 9)]), now: 599)
        #expect(soon == [user(1, 0), user(2, 9)])
        let later = users.show(.net, charges([(2, 9)]), now: 600)
        #expect(later == [user(2, 9)])
    }

    @Test func `types do not mix`() {
        var users = FullestUsers(count: 1)
        _ = users.show(.net, charges([(1, 10)]), now: 0)
        let others = users.show(.uts, charges([(2, 10)]), now: 1)
        #expect(others == [user(2, 10)])
    }

    @Test func `ever new users do not make ever more series`() {
        var users = FullestUsers(count: 3)
        var shown: [ChargeTotals.User] = []
        for uid in UInt32(0)..<100 { shown = users.show(.net, charges([(uid, 10)]), now: Double(uid)) }
        #expect(shown.map(\.uid) == Array(88...99))
    }
}
