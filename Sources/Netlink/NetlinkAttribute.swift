// Netlink's inner layer: attributes, each a length, a type and a value, padded to four bytes (rtnetlink(7)). Pure.

/// One attribute of a message.
package struct NetlinkAttribute: Equatable, Sendable {
    /// rta_type without its two flag bits (NLA_F_NESTED, NLA_F_NET_BYTEORDER).
    package let type: UInt16
    /// Where in the datagram its value is.
    package let value: Range<Int>

    private static let headerBytes = 4

    /// Calls `body` with each attribute in `range`; the first one whose length cannot be ends the run.
    package static func forEach(in datagram: Span<UInt8>, _ range: Range<Int>, _ body: (NetlinkAttribute) -> Void) {
        var start = range.lowerBound
        while start + headerBytes <= range.upperBound {
            let length = Int(datagram.uint16(at: start))
            guard length >= headerBytes, length <= range.upperBound - start else { return }
            let type = datagram.uint16(at: start + 2) & 0x3fff
            body(NetlinkAttribute(type: type, value: start + headerBytes..<start + length))
            start += aligned(length)
        }
    }

    /// NLMSG_ALIGN and RTA_ALIGN: up to the next multiple of four.
    static func aligned(_ length: Int) -> Int {
        (length + 3) & ~3
    }
}
