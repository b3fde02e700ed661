// Open files, told apart by the kernel.

internal import Support
internal import Testing

@testable import Linux

@Suite struct OpenFileTests {
    @Test func `a copy is the same, another is not, and the order is one`() throws {
        let one = try Descriptor(reading: "/dev/null")
        let other = try Descriptor(reading: "/dev/null")
        let copy = try ProcessDescriptor(Host.processID).duplicate(one.number)
        let (first, second, third) = (
            OpenFile(one.number, of: Host.processID), OpenFile(copy.number, of: Host.processID),
            OpenFile(other.number, of: Host.processID)
        )
        #expect(try first.compared(to: first) == .same)
        #expect(try first.compared(to: second) == .same)
        let forth = try first.compared(to: third)
        let back = try third.compared(to: second)
        #expect(forth == .less && back == .greater || forth == .greater && back == .less)
    }

    @Test func `what is closed, and who is gone, cannot be compared`() throws {
        let open = OpenFile(0, of: Host.processID)
        let ended = try Program("/bin/true", [])
        _ = try ended.wait()
        let closed = OpenFile(1_000_000, of: Host.processID)
        let gone = OpenFile(0, of: ended.pid)
        #expect(throws: Errno.badDescriptor) { try closed.compared(to: open) }
        #expect(throws: Errno.noProcess) { try gone.compared(to: open) }
    }
}
