// Requests of any bytes: whatever comes, it is judged, and judged alike however much stands behind it.

internal import HTTP
internal import Linux

private let here = Peer(local: .inet4(0x7f00_0001, port: 1), remote: .inet4(0x7f00_0001, port: 2))

/// What libFuzzer calls with each input; 0: it is worth to be kept where it reached new code.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    let outcome = RequestParser.parse(bytes)
    switch outcome {
    case .incomplete: precondition(count <= RequestLimits.headBytes + 2, "a head without bound")
    case .refused(let refusal): precondition(refusal.status.rawValue >= 400)
    case .request(let request, let length):
        precondition(length <= count, "a head longer than what came")
        precondition(request.path.hasPrefix("/") || request.path == "*", "a path that begins nowhere")
        precondition(RequestParser.parse(Array(bytes[..<length])) == outcome, "what follows changed the request")
        _ = Access().admits(request, from: here, to: .thisHost)
    }
    return 0
}
