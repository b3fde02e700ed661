// RTM_NEWNSID and RTM_DELNSID: a network namespace was given an id inside ours, or lost it (rtnetlink(7),
// net/core/net_namespace.c, rtnl_net_fill). Neither says that a namespace was made or ended: one without an id here is
// never mentioned. Pure.

internal import CLinux

/// What one message of RTNLGRP_NSID says.
package enum NamespaceIDMessage: Equatable, Sendable {
    case given(nsid: Int32)
    case taken(nsid: Int32)

    /// Appends what the datagram's messages say, in their order; messages of other types are passed over.
    package static func decode(_ datagram: Span<UInt8>, into found: inout [NamespaceIDMessage]) {
        NetlinkMessage.forEach(in: datagram) { message in
            let isGiven = message.type == RTM_NEWNSID
            guard isGiven || message.type == RTM_DELNSID else { return }
            guard let nsid = attribute(in: datagram, message.payload), nsid != -1 else { return }
            found.append(isGiven ? .given(nsid: nsid) : .taken(nsid: nsid))
        }
    }

    /// NETNSA_NSID follows a struct rtgenmsg, padded to four bytes; -1 means that there is no id.
    static func attribute(in datagram: Span<UInt8>, _ payload: Range<Int>) -> Int32? {
        let attributes = payload.lowerBound + 4
        guard attributes <= payload.upperBound else { return nil }
        var nsid: Int32?
        NetlinkAttribute.forEach(in: datagram, attributes..<payload.upperBound) { attribute in
            guard attribute.type == NETNSA_NSID, attribute.value.count == 4 else { return }
            nsid = Int32(bitPattern: datagram.uint32(at: attribute.value.lowerBound))
        }
        return nsid
    }
}
