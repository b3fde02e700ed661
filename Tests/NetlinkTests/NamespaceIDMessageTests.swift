// RTNLGRP_NSID's datagrams, byte by byte.

internal import Testing

@testable import Netlink

@Suite struct NamespaceIDMessageTests {
    /// RTM_NEWNSID for the id 42, as `ip netns set NAME 42` makes the kernel send it.
    private static let given: [UInt8] = [
        28, 0, 0, 0,  // nlmsg_len
        88, 0,  // nlmsg_type: RTM_NEWNSID
        0, 0,  // nlmsg_flags
        1, 0, 0, 0,  // nlmsg_seq
        0, 0, 0, 0,  // nlmsg_pid
        0, 0, 0, 0,  // rtgen_family: AF_UNSPEC, padding
        8, 0, 1, 0,  // rta_len, rta_type: NETNSA_NSID
        42, 0, 0, 0,  // s32
    ]

    private static func changed(_ changes: [(Int, UInt8)]) -> [UInt8] {
        var bytes = given
        for (index, byte) in changes { bytes[index] = byte }
        return bytes
    }

    private func decoded(_ bytes: [UInt8]) -> [NamespaceIDMessage] {
        var found: [NamespaceIDMessage] = []
        NamespaceIDMessage.decode(bytes.span, into: &found)
        return found
    }

    @Test func `an id given is told`() {
        #expect(decoded(Self.given) == [.given(nsid: 42)])
    }

    @Test func `an id taken is told`() {
        #expect(decoded(Self.changed([(4, 89)])) == [.taken(nsid: 42)])
    }

    @Test func `a datagram of several messages is read to its end`() {
        let taken = Self.changed([(4, 89), (24, 7)])
        #expect(decoded(Self.given + taken + Self.given) == [.given(nsid: 42), .taken(nsid: 7), .given(nsid: 42)])
    }

    @Test func `other attributes before the id are passed over`() {
        let bytes: [UInt8] =
            [36, 0, 0, 0] + Self.given[4..<20] + [6, 0, 5, 0, 1, 2, 0, 0] + Self.given[20...]
        #expect(decoded(bytes) == [.given(nsid: 42)])
    }

    @Test(arguments: [
        ("another type of message", changed([(4, 16)])),
        ("an id that says there is none", changed([(24, 255), (25, 255), (26, 255), (27, 255)])),
        ("another attribute", changed([(22, 5)])),
        ("an attribute longer than its message", changed([(20, 12)])),
        ("an attribute shorter than its header", changed([(20, 3)])),
        ("an attribute of another size", changed([(20, 6)])),
        ("a message longer than the datagram", changed([(0, 29)])),
        ("a message shorter than its header", changed([(0, 15)])),
        ("a message without room for its family", Array(given[..<16])),
        ("nothing", []),
        ("half a header", Array(given[..<9])),
    ])
    func `what says nothing is passed over`(_ name: String, _ bytes: [UInt8]) {
        #expect(decoded(bytes).isEmpty, "\(name)")
    }
}
