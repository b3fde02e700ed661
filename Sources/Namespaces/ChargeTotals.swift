// The figures that /metrics needs of charges: a fixed number of them, however many users and user namespaces there are.

/// Sums over a Ledger, by type.
package struct ChargeTotals: Equatable, Sendable {
    /// What one user is charged with in the exporter's user namespace.
    package struct User: Equatable, Sendable {
        package let uid: UInt32
        package let charged: Int

        package init(uid: UInt32, charged: Int) {
            self.uid = uid
            self.charged = charged
        }
    }

    /// The fullest of the exporter's user namespace, and those that were so of late; in the order of their uids.
    package var users = PerType(repeating: [User]())
    /// The fullest of all buckets of the exporter's user namespace; 0 where there is none.
    package var fullest = PerType(repeating: 0)
    /// How many buckets of the exporter's user namespace are charged with anything.
    package var userCount = PerType(repeating: 0)
    /// Charges, in any user namespace, whose uid is estimated.
    package var estimated = PerType(repeating: 0)
    /// Namespaces that are charged to somebody who is not known, in whole or on the way up.
    package var unattributed = PerType(repeating: 0)
    /// How full the fullest bucket is of those in other user namespaces that have a limit of their own: 1 is full, and
    /// above 1 is where the limit was lowered below what was there. nil where there is none such.
    package var childRatio = PerType<Double?>(repeating: nil)

    package init() {}
}
