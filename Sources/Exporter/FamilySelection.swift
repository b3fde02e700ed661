// Which families a scrape asks for: `collect[]`, `exclude[]` (groups) and `name[]` (exact names), as exporters have
// them. Pure.

internal import Exposition
internal import HTTP

/// A selection.
struct FamilySelection: Equatable, Sendable {
    /// nil: all.
    private let groups: Set<FamilyGroup>?
    /// nil: all.
    private let names: Set<String>?

    /// - Throws: 400, in the words that Prometheus' own exporters use.
    init(_ request: Request, enabled: Set<FamilyGroup>) throws(Refusal) {
        let collected = Self.values("collect[]", request)
        let excluded = Self.values("exclude[]", request)
        guard collected.isEmpty || excluded.isEmpty else {
            throw Refusal(.badRequest, "Combined collect and exclude queries are not allowed.")
        }
        var named: Set<FamilyGroup> = []
        for name in collected + excluded {
            guard let group = FamilyGroup(rawValue: name) else {
                throw Refusal(.badRequest, "missing collector: \(Page.escaped(name))")
            }
            guard enabled.contains(group) else { throw Refusal(.badRequest, "disabled collector: \(name)") }
            named.insert(group)
        }
        groups = !collected.isEmpty ? named : !excluded.isEmpty ? enabled.subtracting(named) : nil
        let wanted = Self.values("name[]", request)
        names = wanted.isEmpty ? nil : Set(wanted)
    }

    private static func values(_ name: String, _ request: Request) -> [String] {
        request.query.filter { $0.name == name }.map(\.value)
    }

    /// Whether it is everything, which is rendered once for all.
    var isAll: Bool { groups == nil && names == nil }

    func admits(_ group: FamilyGroup) -> Bool {
        groups?.contains(group) ?? true
    }

    /// What is left of a group's families.
    func selected(_ families: [MetricFamily], of group: FamilyGroup) -> [MetricFamily] {
        guard admits(group) else { return [] }
        return families.filter { names?.contains($0.name) ?? true }
    }
}
