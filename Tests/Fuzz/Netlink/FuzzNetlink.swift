// Datagrams of any bytes: no length in them leads outside, and no id is made up.

internal import Netlink

/// What libFuzzer calls with each input; 0: it is worth to be kept where it reached new code.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    var messages: [NamespaceIDMessage] = []
    NamespaceIDMessage.decode(bytes.span, into: &messages)
    // A header has 16 bytes.
    precondition(messages.count <= count / 16, "more messages than fit")
    for message in messages {
        switch message {
        case .given(let nsid), .taken(let nsid): precondition(nsid != -1, "no id taken for one")
        }
    }
    var answers = 0
    NamespaceIDAnswer.forEach(in: bytes.span, sequence: 7) { _ in answers += 1 }
    precondition(answers <= count / 16, "more answers than fit")
    return 0
}
