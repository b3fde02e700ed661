// A turn over many, slice by slice.

internal import Namespaces
internal import Testing

@testable import Monitor

@Suite struct RotationTests {
    private static func ids(_ numbers: Range<UInt32>) -> Set<NamespaceID> {
        Set(numbers.map { NamespaceID(.user, 4_026_540_000 + $0) })
    }

    @Test func `all have their turn within one whole share`() {
        var rotation = Rotation()
        let known = Self.ids(0..<1_200)
        var seen: Set<NamespaceID> = []
        for _ in 0..<10 {
            let slice = rotation.slice(of: known, share: 0.1, atMost: 500)
            #expect(slice.count == 120 && seen.isDisjoint(with: slice))
            seen.formUnion(slice)
        }
        #expect(seen == known)
    }

    @Test func `more than may be looked at in one slice come in the next`() {
        var rotation = Rotation()
        let known = Self.ids(0..<1_200)
        let counts = (0..<4).map { _ in rotation.slice(of: known, share: 0.4, atMost: 300).count }
        #expect(counts == [300, 300, 300, 300])
    }

    @Test func `a newcomer's turn comes within one whole share of its first look`() {
        var rotation = Rotation()
        var known = Self.ids(0..<1_200)
        _ = rotation.slice(of: known, share: 0.1, atMost: 500)
        // The highest of all, and so the last of any turn in order.
        let newcomer = NamespaceID(.user, 4_026_550_000)
        rotation.add([newcomer])
        known.insert(newcomer)
        let slices = (0..<10).map { _ in rotation.slice(of: known, share: 0.1, atMost: 500) }
        #expect(slices.count { $0.contains(newcomer) } == 1)
    }

    @Test func `who is gone is passed over`() {
        var rotation = Rotation()
        _ = rotation.slice(of: Self.ids(0..<10), share: 0.1, atMost: 5)
        #expect(Set(rotation.slice(of: Self.ids(4..<6), share: 1, atMost: 500)) == Self.ids(4..<6))
    }
}
