// One number for each kind of holder, as one small value: every namespace has such a table.

/// Counts by HolderKind.
package struct PerKind: Sendable {
    private var values = InlineArray<7, Int32>(repeating: 0)

    package init() {}

    package subscript(kind: HolderKind) -> Int32 {
        get { values[Int(kind.rawValue)] }
        set { values[Int(kind.rawValue)] = newValue }
    }

    /// The first kind, strongest first, whose count is not 0.
    package var strongest: HolderKind? {
        HolderKind.allCases.first { self[$0] != 0 }
    }
}

extension PerKind: Equatable {
    package static func == (left: PerKind, right: PerKind) -> Bool {
        left.values.indices.allSatisfy { left.values[$0] == right.values[$0] }
    }
}
