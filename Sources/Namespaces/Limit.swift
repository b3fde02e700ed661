// One figure of /proc/sys/user, and what its two special values mean.

/// A max_* limit (Documentation/admin-guide/sysctl/user.rst).
package struct Limit: Equatable, Sendable {
    package let value: Int32

    package init(_ value: Int32) {
        self.value = value
    }

    /// INT_MAX, what a new user namespace starts with: no limit of its own (kernel/user_namespace.c).
    package var isUnlimited: Bool { value == Int32.max }

    /// How full a bucket is that is charged so much: 1 is full, more is where the limit was lowered later. nil where
    /// the limit is none, or allows none.
    package func ratio(of charged: Int) -> Double? {
        isUnlimited || isDisabled ? nil : Double(charged) / Double(value)
    }

    /// The same in percent, exact where a binary fraction of the ratio is not: 29 of 100 is 29.
    package func percent(of charged: Int) -> Double? {
        isUnlimited || isDisabled ? nil : Double(charged * 100) / Double(value)
    }

    /// 0: the administrator allows none. That is a policy, not an exhausted limit.
    package var isDisabled: Bool { value == 0 }
}
