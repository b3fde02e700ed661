// RTM_GETNSID: which id a network namespace has inside ours, or which ids there are (rtnetlink(7), net/core/
// net_namespace.c, rtnl_net_getid). It only asks: the kernel gives no id because of it. Pure.

internal import CLinux

/// One question.
package enum NamespaceIDRequest: Equatable, Sendable {
    /// The id of the network namespace that a process is in; the pid is one of our own pid namespace (NETNSA_PID).
    case process(Int32)
    /// The id of the network namespace that one of our descriptors is of (NETNSA_FD).
    case descriptor(Int32)
    /// All ids, in a series of datagrams.
    case all

    /// Puts the request in place of `bytes`: a struct nlmsghdr, a struct rtgenmsg padded to four bytes, and for a
    /// single namespace one attribute of four bytes.
    package func encode(sequence: UInt32, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        append(UInt32(isDump ? 20 : 28), to: &bytes)
        append(UInt16(RTM_GETNSID), to: &bytes)
        append(UInt16(NLM_F_REQUEST) | (isDump ? UInt16(NLM_F_ROOT | NLM_F_MATCH) : 0), to: &bytes)
        append(sequence, to: &bytes)
        // nlmsg_pid: the kernel fills it in; then rtgen_family, AF_UNSPEC.
        append(UInt32(0), to: &bytes)
        append(UInt32(0), to: &bytes)
        switch self {
        case .process(let processID): appendAttribute(UInt16(NETNSA_PID), processID, to: &bytes)
        case .descriptor(let number): appendAttribute(UInt16(NETNSA_FD), number, to: &bytes)
        case .all: break
        }
    }

    private var isDump: Bool { self == .all }

    private func appendAttribute(_ type: UInt16, _ value: Int32, to bytes: inout [UInt8]) {
        append(UInt16(8), to: &bytes)
        append(type, to: &bytes)
        append(UInt32(bitPattern: value), to: &bytes)
    }

    /// In the machine's own order; little-endian wherever Swift runs on Linux.
    private func append(_ value: UInt32, to bytes: inout [UInt8]) {
        append(UInt16(truncatingIfNeeded: value), to: &bytes)
        append(UInt16(value >> 16), to: &bytes)
    }

    private func append(_ value: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(value >> 8))
    }
}
