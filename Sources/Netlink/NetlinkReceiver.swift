// What a feed needs of a netlink socket: so that a test can stand in for the kernel.

package import Linux

/// Something that datagrams come from.
package protocol NetlinkReceiver: ~Copyable, Sendable {
    /// Takes the next datagram to the front of `buffer` without waiting.
    /// - Throws: `.wouldBlock` when there is none, `.noBufferSpace` when the kernel had to drop some, others when the
    ///   source is broken.
    func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram

    /// What to watch for it in an epoll instance.
    var number: Int32 { get }
}

/// What a receive brought.
package struct NetlinkDatagram: Equatable, Sendable {
    /// Bytes at the front of the buffer.
    package let count: Int
    /// Whether it was longer than the buffer, so that its end is lost (recvmsg(2), MSG_TRUNC).
    package let isTruncated: Bool
    /// Whether the kernel sent it, and not some other process (netlink(7): nl_pid 0).
    package let isFromKernel: Bool

    package init(count: Int, isTruncated: Bool, isFromKernel: Bool) {
        self.count = count
        self.isTruncated = isTruncated
        self.isFromKernel = isFromKernel
    }
}
