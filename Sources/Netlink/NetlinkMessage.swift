// Netlink's outer layer: a datagram is a run of messages, each with a 16-byte header (netlink(7)). Pure: it looks at
// bytes and never trusts a length in them.

internal import CLinux

/// One message in a datagram.
package struct NetlinkMessage: Equatable, Sendable {
    /// nlmsg_type.
    package let type: UInt16
    /// nlmsg_flags.
    package let flags: UInt16
    /// nlmsg_seq: in an answer that of the request; in what a multicast group tells, any.
    package let sequence: UInt32
    /// Where in the datagram its payload is.
    package let payload: Range<Int>

    private static let headerBytes = 16

    /// Calls `body` with each message of `datagram`; the first one whose length cannot be ends the run.
    package static func forEach(in datagram: Span<UInt8>, _ body: (NetlinkMessage) -> Void) {
        var start = 0
        while start + headerBytes <= datagram.count {
            let length = Int(datagram.uint32(at: start))
            guard length >= headerBytes, length <= datagram.count - start else { return }
            let payload = start + headerBytes..<start + length
            body(
                NetlinkMessage(
                    type: datagram.uint16(at: start + 4), flags: datagram.uint16(at: start + 6),
                    sequence: datagram.uint32(at: start + 8), payload: payload))
            start += NetlinkAttribute.aligned(length)
        }
    }
}

extension Span<UInt8> {
    /// Two bytes in the machine's own order, which is how netlink writes; little-endian wherever Swift runs on Linux.
    func uint16(at index: Int) -> UInt16 {
        UInt16(self[index]) | UInt16(self[index + 1]) << 8
    }

    /// Four bytes, likewise.
    func uint32(at index: Int) -> UInt32 {
        UInt32(uint16(at: index)) | UInt32(uint16(at: index + 2)) << 16
    }
}
