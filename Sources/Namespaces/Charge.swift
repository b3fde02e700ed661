// How much is counted in a bucket. A plain value.

/// What a Bucket is charged with, of one type.
package struct Charge: Equatable, Sendable {
    /// Namespaces, or other objects. A lower bound: what nobody can find is charged too.
    package var count = 0
    /// Those of them that may belong to another uid of the same user namespace: the kernel does not tell.
    package var estimated = 0

    /// Those that may have been counted more than once: the kernel does not let us tell them apart.
    package var indistinct = 0

    package init(count: Int = 0, estimated: Int = 0, indistinct: Int = 0) {
        self.indistinct = indistinct
        self.count = count
        self.estimated = estimated
    }
}
