// The feed `nsid`: which ids network namespaces have inside ours (RTNLGRP_NSID). It is no feed of namespaces: one that
// never gets an id is never mentioned.

internal import Linux
internal import Netlink

/// RTNLGRP_NSID, drained without waiting.
struct NamespaceIDFeed<Receiver: NetlinkReceiver & ~Copyable>: ~Copyable {
    /// The label `feed` and the events' feed.
    static var name: String { "nsid" }
    /// Datagrams a call: then the rest of the loop has its turn.
    private static var datagramsPerDrain: Int { 64 }

    private let receiver: Receiver
    /// What rtnetlink sends at most in one datagram (linux/netlink.h, NLMSG_GOODSIZE), several times over.
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    private(set) var report: FeedReport

    /// `continuing`: the counts of the feed that this one replaces.
    init(_ receiver: consuming Receiver, continuing report: FeedReport = FeedReport(name: NamespaceIDFeed.name)) {
        self.receiver = receiver
        self.report = report
        self.report.isUp = true
    }

    /// For an epoll instance.
    var number: Int32 { receiver.number }

    /// What a drain brought.
    struct Drained: Equatable, Sendable {
        var messages: [NamespaceIDMessage] = []
        /// Whether some were lost.
        var isLossy = false
        /// Whether the socket is broken; the feed is down from then on.
        var failure: Errno?
    }

    /// Takes what has come.
    mutating func drain() -> Drained {
        var drained = Drained()
        for _ in 0..<Self.datagramsPerDrain {
            do throws(Errno) {
                let datagram = try receiver.receive(into: &buffer)
                guard datagram.isFromKernel else { continue }
                NamespaceIDMessage.decode(buffer.span.extracting(first: datagram.count), into: &drained.messages)
                if datagram.isTruncated { lose(&drained) }
            } catch {
                if error == .wouldBlock { break }
                if error == .noBufferSpace {
                    lose(&drained)
                    continue
                }
                report.isUp = false
                drained.failure = error
                break
            }
        }
        report.messages += UInt64(drained.messages.count)
        return drained
    }

    private mutating func lose(_ drained: inout Drained) {
        report.losses += 1
        drained.isLossy = true
    }
}

extension NamespaceIDFeed: Sendable where Receiver: Sendable, Receiver: ~Copyable {}
