// What the kernel answers to RTM_GETNSID (netlink(7), rtnetlink(7)): an id, that there is none, that there are no more,
// or why it refuses. Pure.

internal import CLinux
package import Linux

/// One message of an answer.
package enum NamespaceIDAnswer: Equatable, Sendable {
    /// The namespace's id; nil where it has none (NETNSA_NSID_NOT_ASSIGNED).
    case id(Int32?)
    /// The end of a series (NLMSG_DONE); `isConsistent` is false where an id was given or taken meanwhile, so that some
    /// may be missing or told twice (NLM_F_DUMP_INTR).
    case done(isConsistent: Bool)
    case refused(Errno)

    /// Calls `body` with each message that answers the request with that sequence number; others are passed over.
    package static func forEach(
        in datagram: Span<UInt8>, sequence: UInt32, _ body: (NamespaceIDAnswer) -> Void
    ) {
        NetlinkMessage.forEach(in: datagram) { message in
            guard message.sequence == sequence, let answer = decode(message, in: datagram) else { return }
            body(answer)
        }
    }

    private static func decode(_ message: NetlinkMessage, in datagram: Span<UInt8>) -> NamespaceIDAnswer? {
        switch Int32(message.type) {
        case Int32(RTM_NEWNSID):
            return NamespaceIDMessage.attribute(in: datagram, message.payload).map { .id($0 == -1 ? nil : $0) }
        case NLMSG_DONE:
            return code(message, in: datagram).map(NamespaceIDAnswer.refused)
                ?? .done(isConsistent: Int32(message.flags) & NLM_F_DUMP_INTR == 0)
        case NLMSG_ERROR:
            // An error of 0 would be an acknowledgement, which was not asked for.
            return code(message, in: datagram).map(NamespaceIDAnswer.refused)
        default:
            return nil
        }
    }

    /// The negative errno at the front of the payload; nil where it says that all is well, or nothing.
    private static func code(_ message: NetlinkMessage, in datagram: Span<UInt8>) -> Errno? {
        guard message.payload.count >= 4 else { return nil }
        let code = Int32(bitPattern: datagram.uint32(at: message.payload.lowerBound))
        return code < 0 && code > Int32.min ? Errno(number: -code) : nil
    }
}
