// A netlink socket that listens to a multicast group (netlink(7)). It only listens: it never sends a request.

internal import CLinux
package import Linux

/// A subscription to one multicast group.
package struct NetlinkSocket: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// RTNLGRP_NSID: network namespace ids given and taken, of our own network namespace; needs no privilege.
    /// - Parameter receiveBufferBytes: what the kernel may queue before it drops (SO_RCVBUF, which it doubles); nil
    ///   leaves its default.
    package static func namespaceIDs(receiveBufferBytes: Int32? = nil) throws(SystemError) -> NetlinkSocket {
        try telling("subscribe to", "RTNLGRP_NSID") { () throws(Errno) in
            try NetlinkSocket(protocol: NETLINK_ROUTE, group: Int32(RTNLGRP_NSID.rawValue), receiveBufferBytes)
        }
    }

    private init(protocol family: Int32, group: Int32, _ receiveBufferBytes: Int32?) throws(Errno) {
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let made = socket(AF_NETLINK, kind, family)
        if made < 0 { throw .last }
        let descriptor = Descriptor(owning: made)
        let size = socklen_t(MemoryLayout<Int32>.size)
        if var bytes = receiveBufferBytes {
            _ = unsafe setsockopt(made, SOL_SOCKET, SO_RCVBUF, &bytes, size)
        }
        var address = sockaddr_nl()
        address.nl_family = sa_family_t(AF_NETLINK)
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(made, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
            }
        }
        if bound != 0 { throw .last }
        var joined = group
        if unsafe setsockopt(made, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &joined, size) != 0 { throw .last }
        self.descriptor = descriptor
    }
}

extension NetlinkSocket: NetlinkReceiver {
    package var number: Int32 { descriptor.number }

    package func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram {
        try descriptor.receiveDatagram(into: &buffer)
    }
}

extension Descriptor {
    /// Takes a netlink socket's next datagram to the front of `buffer` (recvmsg(2)).
    func receiveDatagram(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram {
        var sender = sockaddr_nl()
        var message = unsafe msghdr()
        let socket = number
        let count = try retrying {
            unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe withUnsafeMutablePointer(to: &sender) { name in
                    var vector = unsafe iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
                    return unsafe withUnsafeMutablePointer(to: &vector) { vector in
                        unsafe message.msg_name = UnsafeMutableRawPointer(name)
                        unsafe message.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
                        unsafe message.msg_iov = vector
                        unsafe message.msg_iovlen = 1
                        return unsafe recvmsg(socket, &message, 0)
                    }
                }
            }
        }
        return NetlinkDatagram(
            count: count, isTruncated: unsafe message.msg_flags & Int32(MSG_TRUNC) != 0,
            isFromKernel: sender.nl_pid == 0)
    }
}
