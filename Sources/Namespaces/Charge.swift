// How much is counted in a bucket. A plain value.

/// What a Bucket is charged with, of one type.
package struct Charge: Equatable, Sendable {
    /// Namespaces. A lower bound: what nobody can find is charged too.
    package var count = 0
    /// Those of them that may belong to another uid of the same user namespace: the kernel does not tell.
    package var estimated = 0

    package init(count: Int = 0, estimated: Int = 0) {
        self.count = count
        self.estimated = estimated
    }
}
