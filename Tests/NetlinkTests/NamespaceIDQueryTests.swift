// RTM_GETNSID: requests and answers byte by byte, and the real kernel's.

internal import Support
internal import Testing

@testable import Linux
@testable import Netlink

@Suite struct NamespaceIDQueryTests {
    private func encoded(_ request: NamespaceIDRequest) -> [UInt8] {
        var bytes: [UInt8] = [1, 2, 3]
        request.encode(sequence: 0x0102_0304, into: &bytes)
        return bytes
    }

    private static let single: [UInt8] = [
        28, 0, 0, 0,  // nlmsg_len
        90, 0,  // nlmsg_type: RTM_GETNSID
        1, 0,  // nlmsg_flags: NLM_F_REQUEST
        4, 3, 2, 1,  // nlmsg_seq
        0, 0, 0, 0,  // nlmsg_pid
        0, 0, 0, 0,  // rtgen_family: AF_UNSPEC, padding
    ]

    @Test func `a process is asked for by its pid`() {
        // rta_len, rta_type: NETNSA_PID, u32
        #expect(encoded(.process(258)) == Self.single + [8, 0, 2, 0, 2, 1, 0, 0])
    }

    @Test func `a descriptor is asked for by its number`() {
        // rta_len, rta_type: NETNSA_FD, u32
        #expect(encoded(.descriptor(7)) == Self.single + [8, 0, 3, 0, 7, 0, 0, 0])
    }

    @Test func `all are asked for without an attribute`() {
        // NLM_F_REQUEST and NLM_F_DUMP
        #expect(encoded(.all) == [20, 0, 0, 0, 90, 0, 1, 3] + Self.single[8...])
    }

    /// An answer that says 42, to the request 0x01020304.
    private static let answer: [UInt8] = [
        28, 0, 0, 0,  // nlmsg_len
        88, 0,  // nlmsg_type: RTM_NEWNSID
        0, 0,  // nlmsg_flags
        4, 3, 2, 1,  // nlmsg_seq
        9, 9, 0, 0,  // nlmsg_pid: ours
        0, 0, 0, 0,  // rtgen_family, padding
        8, 0, 1, 0,  // rta_len, rta_type: NETNSA_NSID
        42, 0, 0, 0,  // s32
    ]

    /// NLMSG_ERROR with ESRCH, and the header that it answers.
    private static let refusal: [UInt8] = [
        36, 0, 0, 0,  // nlmsg_len
        2, 0,  // nlmsg_type: NLMSG_ERROR
        0, 0,  // nlmsg_flags
        4, 3, 2, 1,  // nlmsg_seq
        9, 9, 0, 0,  // nlmsg_pid
        253, 255, 255, 255,  // error: -3
        28, 0, 0, 0, 90, 0, 1, 0, 4, 3, 2, 1, 0, 0, 0, 0,  // msg
    ]

    /// NLMSG_DONE, with the s32 that ends a dump.
    private static let done: [UInt8] = [
        20, 0, 0, 0,  // nlmsg_len
        3, 0,  // nlmsg_type: NLMSG_DONE
        2, 0,  // nlmsg_flags: NLM_F_MULTI
        4, 3, 2, 1,  // nlmsg_seq
        9, 9, 0, 0,  // nlmsg_pid
        0, 0, 0, 0,  // error
    ]

    private static func changed(_ bytes: [UInt8], _ changes: [(Int, UInt8)]) -> [UInt8] {
        var bytes = bytes
        for (index, byte) in changes { bytes[index] = byte }
        return bytes
    }

    private func decoded(_ bytes: [UInt8]) -> [NamespaceIDAnswer] {
        var found: [NamespaceIDAnswer] = []
        NamespaceIDAnswer.forEach(in: bytes.span, sequence: 0x0102_0304) { found.append($0) }
        return found
    }

    @Test(
        arguments: [
            ("an id", answer, [.id(42)]),
            ("the id 0", changed(answer, [(24, 0)]), [.id(0)]),
            ("that there is none", changed(answer, [(24, 255), (25, 255), (26, 255), (27, 255)]), [.id(nil)]),
            ("a refusal", refusal, [.refused(.noProcess)]),
            ("a series", answer + changed(answer, [(24, 7)]) + done, [.id(42), .id(7), .done(isConsistent: true)]),
            ("a series that was disturbed", changed(done, [(6, 0x12)]), [.done(isConsistent: false)]),
            (
                "a series that failed", changed(done, [(16, 255), (17, 255), (18, 255), (19, 255)]),
                [.refused(.notPermitted)]
            ),
            ("an acknowledgement", changed(refusal, [(16, 0), (17, 0), (18, 0), (19, 0)]), []),
            ("another's number", changed(answer, [(8, 5)]), []),
            (
                "a multicast message among them", changed(answer, [(8, 0), (9, 0), (10, 0), (11, 0)]) + answer,
                [.id(42)]
            ),
            ("another type", changed(answer, [(4, 89)]), []),
            ("no attribute", changed(answer, [(22, 5)]), []),
            ("an error that is cut", changed(Array(refusal[..<18]), [(0, 18)]), []),
            ("a message longer than the datagram", changed(answer, [(0, 29)]), []),
            ("the least number there is", changed(refusal, [(16, 0), (17, 0), (18, 0), (19, 128)]), []),
            ("nothing", [], []),
        ] as [(String, [UInt8], [NamespaceIDAnswer])])
    func `an answer is taken by its number`(_ name: String, _ bytes: [UInt8], _ answers: [NamespaceIDAnswer]) {
        #expect(decoded(bytes) == answers, "\(name)")
    }

    @Test func `what does not exist is refused, and the next question answered`() throws {
        var query = try NamespaceIDQuery()
        var refusals: [Errno] = []
        do throws(Errno) { _ = try query.id(ofProcess: Int32.max) } catch { refusals.append(error) }
        do throws(Errno) { _ = try query.id(ofDescriptor: Int32.max) } catch { refusals.append(error) }
        // ESRCH, EBADF (net/core/net_namespace.c)
        #expect(refusals.map(\.number) == [3, 9])
        var ids: [Int32] = [99]
        try query.all(into: &ids)
        #expect(!ids.contains(99))
    }

    @Test(.requires(.root)) func `an id that was given is found by process, by descriptor and among all`() throws {
        let name = "nsexporter-query-\(Host.processID)"
        #expect(try Program.run("ip", "netns", "add", name).status == 0)
        defer { _ = try? Program.run("ip", "netns", "delete", name) }
        let program = try Program("/usr/bin/nsenter", ["--net=/run/netns/\(name)", "sh", "-c", "echo ready; exec cat"])
        #expect(try program.nextLine() == "ready")
        let file = try Descriptor(reading: "/run/netns/\(name)")
        var query = try NamespaceIDQuery()
        let before = try [query.id(ofProcess: program.pid), query.id(ofDescriptor: file.number)]
        #expect(before == [nil, nil])
        #expect(try Program.run("ip", "netns", "set", name, "auto").status == 0)
        let id = try #require(try query.id(ofProcess: program.pid))
        #expect(id >= 0)
        let same = try query.id(ofDescriptor: file.number)
        #expect(same == id)
        var ids: [Int32] = []
        try query.all(into: &ids)
        #expect(ids.contains(id) && ids == ids.sorted())
        let told = try Program.run("ip", "netns", "list-id").output
        #expect(told.contains("nsid \(id) "))
    }

    @Test(.requires(.root)) func `a series that does not fit one datagram is read to its end`() throws {
        let prefix = "nsexporter-many-\(Host.processID)"
        let folder = try TemporaryFolder()
        func batch(_ lines: [String]) throws -> Int32 {
            try Program.run("ip", "-batch", folder.write("batch", lines.joined(separator: "\n") + "\n")).status
        }
        let numbers = 0..<40
        defer { _ = try? batch(numbers.map { "netns delete \(prefix)-\($0)" }) }
        #expect(try batch(numbers.flatMap { ["netns add \(prefix)-\($0)", "netns set \(prefix)-\($0) auto"] }) == 0)
        var query = try NamespaceIDQuery()
        var ids: [Int32] = []
        try query.all(into: &ids)
        #expect(ids.count >= numbers.count && Set(ids).count == ids.count)
    }
}
