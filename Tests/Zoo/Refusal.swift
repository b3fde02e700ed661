// Why an animal cannot be made, in one line: what the zoo answers instead of "ok".

internal import Glibc

/// A reason. It never spans lines, because an answer is one line.
struct Refusal: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// The result of a system call that answers a negative number where it fails.
/// - Throws: the call's name and errno.
@discardableResult
func done(_ call: String, _ result: CInt) throws(Refusal) -> CInt {
    let error = errno
    guard result >= 0 else { throw Refusal("\(call) failed: errno \(error)") }
    return result
}
