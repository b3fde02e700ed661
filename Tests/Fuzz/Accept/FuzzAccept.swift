// Accept fields of any bytes: a wish is understood or passed over, and what is understood is in order.

internal import HTTP

/// What libFuzzer calls with each input; 0: it is worth to be kept where it reached new code.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    let values = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    let preferences = MediaRange.preferences(values)
    var last = 1.0
    for range in preferences {
        precondition(range.quality > 0 && range.quality <= last, "a wish out of order")
        last = range.quality
    }
    if let quality = MediaRange.quality(of: "gzip", in: values) {
        precondition((0...1).contains(quality), "a weight that is none")
    }
    return 0
}
