// One value for each type of namespace, always all eight.

/// A table with a row for each NamespaceType.
package struct PerType<Value> {
    private var values: [Value]

    package init(repeating value: Value) {
        values = Array(repeating: value, count: NamespaceType.allCases.count)
    }

    package subscript(type: NamespaceType) -> Value {
        get { values[Int(type.rawValue)] }
        set { values[Int(type.rawValue)] = newValue }
    }
}

extension PerType: Sendable where Value: Sendable {}
extension PerType: Equatable where Value: Equatable {}
