// Tables of mounts of any bytes: a line is understood or counted alone.

internal import ProcFS

/// What libFuzzer calls with each input; 0: it is worth to be kept where it reached new code.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    var table = MountInfo()
    var lines = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        table.record(Array(line).span)
        lines += 1
    }
    precondition(table.count <= lines && table.namespaces.count <= lines, "more mounts than lines")
    return 0
}
