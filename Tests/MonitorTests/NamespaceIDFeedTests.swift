// The nsid feed with a stand-in for the kernel that gives what a test tells it to, faults too.

internal import Linux
internal import Netlink
internal import Synchronization
internal import Testing

@testable import Monitor

@Suite struct NamespaceIDFeedTests {
    /// RTM_NEWNSID for an id (annotated in NetlinkTests).
    private func given(_ nsid: UInt8) -> [UInt8] {
        [28, 0, 0, 0, 88, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 1, 0, nsid, 0, 0, 0]
    }

    private func drain(_ script: [ScriptedReceiver.Step]) -> (NamespaceIDFeed<ScriptedReceiver>.Drained, FeedReport) {
        var feed = NamespaceIDFeed(ScriptedReceiver(script))
        let drained = feed.drain()
        return (drained, feed.report)
    }

    @Test func `messages are taken until there are none`() {
        let (drained, report) = drain([.datagram(given(1)), .datagram(given(2) + given(3))])
        #expect(drained.messages == [.given(nsid: 1), .given(nsid: 2), .given(nsid: 3)])
        #expect(!drained.isLossy)
        #expect(report.messages == 3)
        #expect(report.losses == 0)
    }

    @Test func `a full buffer is a loss, and what comes after it counts`() {
        let (drained, report) = drain([.datagram(given(1)), .error(.noBufferSpace), .datagram(given(2))])
        #expect(drained.messages == [.given(nsid: 1), .given(nsid: 2)])
        #expect(drained.isLossy)
        #expect(report.losses == 1)
        #expect(report.isUp)
    }

    @Test func `a truncated datagram is a loss`() {
        let (drained, report) = drain([.datagram(given(1), isTruncated: true)])
        #expect(drained.isLossy)
        #expect(report.losses == 1)
    }

    @Test func `what another process sends is not believed`() {
        let (drained, report) = drain([.datagram(given(1), isFromKernel: false)])
        #expect(drained.messages.isEmpty)
        #expect(report.messages == 0)
    }

    @Test func `a broken socket takes the feed down`() {
        let (drained, report) = drain([.datagram(given(1)), .error(.notPermitted), .datagram(given(2))])
        #expect(drained.messages == [.given(nsid: 1)])
        #expect(drained.failure == .notPermitted)
        #expect(!report.isUp)
    }

    @Test func `one drain is bounded`() {
        var feed = NamespaceIDFeed(ScriptedReceiver((0..<100).map { .datagram(given($0)) }))
        #expect(feed.drain().messages.count == 64)
        #expect(feed.drain().messages.count == 36)
    }

    @Test func `losses without end end the drain`() {
        var feed = NamespaceIDFeed(ScriptedReceiver(Array(repeating: .error(.noBufferSpace), count: 1_000)))
        #expect(feed.drain().isLossy)
        #expect(feed.report.losses == 64)
    }
}

/// A stand-in for the kernel.
private final class ScriptedReceiver: NetlinkReceiver {
    enum Step: Sendable {
        case datagram([UInt8], isTruncated: Bool = false, isFromKernel: Bool = true)
        case error(Errno)
    }

    private let steps: Mutex<[Step]>
    let number: Int32 = -1

    init(_ steps: [Step]) {
        self.steps = Mutex(steps)
    }

    func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram {
        let step = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        switch step {
        case nil: throw .wouldBlock
        case .error(let errno): throw errno
        case .datagram(let bytes, let isTruncated, let isFromKernel):
            buffer.replaceSubrange(..<bytes.count, with: bytes)
            return NetlinkDatagram(count: bytes.count, isTruncated: isTruncated, isFromKernel: isFromKernel)
        }
    }
}
