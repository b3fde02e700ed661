// Asks the kernel for the ids that network namespaces have inside ours: a netlink socket that sends requests and waits
// for their answers (netlink(7)). It waits at most a second for each, and changes nothing: an id that was not given
// stays not given. Of no use as a feed: NetlinkSocket listens.

internal import CLinux
package import Linux

/// An open query.
package struct NamespaceIDQuery: ~Copyable, Sendable {
    private let descriptor: Descriptor
    private var sequence: UInt32 = 0
    private var request: [UInt8] = []
    /// The kernel packs a dump into datagrams of at most 32 KiB, fewer where a receiver's buffer is smaller
    /// (net/netlink/af_netlink.c, netlink_dump).
    private var answer = [UInt8](repeating: 0, count: 32 * 1024)

    /// How long an answer may take. The kernel gives it within the system call that asks; a longer wait means that it
    /// was lost.
    private static let secondsForAnswer = 1
    /// How often a series is asked for again that ids were given or taken in.
    private static let maximumDumps = 3

    package init() throws(SystemError) {
        descriptor = try telling("open", "a NETLINK_ROUTE socket") { () throws(Errno) in try Self.open() }
    }

    private static func open() throws(Errno) -> Descriptor {
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = Descriptor(owning: try retrying { socket(AF_NETLINK, kind, NETLINK_ROUTE) })
        var limit = timeval(tv_sec: secondsForAnswer, tv_usec: 0)
        let number = descriptor.number
        _ = try retrying {
            unsafe setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        return descriptor
    }

    /// The id of the network namespace that a process is in; nil where it has none here.
    /// - Throws: `.noProcess` when there is no such process, `.wouldBlock` when no answer came.
    package mutating func id(ofProcess processID: Int32) throws(Errno) -> Int32? {
        try single(.process(processID))
    }

    /// The id of the network namespace that `number`, an open descriptor of ours, is of; nil where it has none here.
    package mutating func id(ofDescriptor number: Int32) throws(Errno) -> Int32? {
        try single(.descriptor(number))
    }

    /// Puts all ids that were given inside our network namespace into `ids`, sorted.
    package mutating func all(into ids: inout [Int32]) throws(Errno) {
        for _ in 0..<Self.maximumDumps {
            ids.removeAll(keepingCapacity: true)
            if try dump(into: &ids) { break }
        }
        ids.sort()
    }

    private mutating func single(_ question: NamespaceIDRequest) throws(Errno) -> Int32? {
        var found: Int32?
        try ask(question) { answer in
            if case .id(let id) = answer { found = id }
            return true
        }
        return found
    }

    /// Whether no id came or went meanwhile.
    private mutating func dump(into ids: inout [Int32]) throws(Errno) -> Bool {
        var isConsistent = true
        var found: [Int32] = []
        swap(&found, &ids)
        defer { swap(&found, &ids) }
        try ask(.all) { answer in
            switch answer {
            case .id(let id):
                if let id { found.append(id) }
                return false
            case .done(let isWhole):
                isConsistent = isWhole
                return true
            case .refused:
                return true
            }
        }
        return isConsistent
    }

    /// Sends a request and calls `body` with each message of its answer until it returns true.
    private mutating func ask(
        _ question: NamespaceIDRequest, _ body: (NamespaceIDAnswer) -> Bool
    ) throws(Errno) {
        sequence &+= 1
        question.encode(sequence: sequence, into: &request)
        try send()
        var isOver = false
        var refusal: Errno?
        let end = Clock.monotonic.adding(milliseconds: Int64(Self.secondsForAnswer) * 1000)
        while !isOver {
            // What others send, or an answer that came too late, must not prolong the wait.
            if Clock.monotonic > end { throw .wouldBlock }
            guard let count = try receive() else { continue }
            NamespaceIDAnswer.forEach(in: answer.span.extracting(first: count), sequence: sequence) { answer in
                guard !isOver else { return }
                if case .refused(let reason) = answer { refusal = reason }
                isOver = body(answer) || refusal != nil
            }
        }
        if let refusal { throw refusal }
    }

    /// To the kernel: without an address (netlink(7)), nl_pid is 0.
    private func send() throws(Errno) {
        let number = descriptor.number
        _ = try retrying {
            unsafe request.withUnsafeBytes { unsafe CLinux.send(number, $0.baseAddress, $0.count, 0) }
        }
    }

    /// Waits for the next datagram and returns how long it is; nil where another process than the kernel sent it.
    private mutating func receive() throws(Errno) -> Int? {
        let received = try descriptor.receiveDatagram(into: &answer)
        guard received.isFromKernel else { return nil }
        if received.isTruncated { throw .messageTruncated }
        return received.count
    }
}
