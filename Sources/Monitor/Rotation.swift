// Who is to be looked at again when there are too many to look at all each time. Pure.

internal import Namespaces

/// A turn over namespaces, in slices; over all of them in one whole share.
struct Rotation: Sendable {
    /// Those whose turn is to come, the next one last.
    private var queue: [NamespaceID] = []
    /// How many of them are due, with the fraction that slices left over.
    private var due = 0.0

    /// The next ones.
    /// - Parameters:
    ///   - known: those that were looked at before; who is no more among them loses his turn.
    ///   - share: of a whole turn, how much is due since the last slice.
    mutating func slice(of known: Set<NamespaceID>, share: Double, atMost limit: Int) -> [NamespaceID] {
        queue.removeAll { !known.contains($0) }
        if queue.isEmpty { queue = known.sorted(by: >) }
        // No debt of more than a turn: who was late for so long begins anew.
        due = min(due + Double(known.count) * share, Double(known.count))
        // Shares are sums of fractions: what lacks a billionth is due.
        let count = min(Int(due + 1e-9), limit, queue.count)
        due = max(0, due - Double(count))
        defer { queue.removeLast(count) }
        return queue.suffix(count).reversed()
    }

    /// Takes in those that were just looked at for the first time: they come last in the turn that is under way.
    mutating func add(_ new: some Collection<NamespaceID>) {
        queue.insert(contentsOf: new, at: 0)
    }
}
