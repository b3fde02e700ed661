// A refused system call told in full: what was tried, on what, and why not. For cold paths, where somebody reads it;
// hot paths throw the bare Errno.

/// What was tried ("open"), on what ("/proc"), and the kernel's reason.
package struct SystemError: Error, Equatable, Sendable {
    package let attempt: String
    package let subject: String
    package let reason: Errno

    package init(_ attempt: String, _ subject: String, _ reason: Errno) {
        self.attempt = attempt
        self.subject = subject
        self.reason = reason
    }
}

extension SystemError: CustomStringConvertible {
    /// For example "cannot open /nowhere: No such file or directory".
    package var description: String { "cannot \(attempt) \(subject): \(reason)" }
}

/// Runs `body` and puts its Errno into the context that a reader needs.
package func telling<Result: ~Copyable>(
    _ attempt: String, _ subject: @autoclosure () -> String, _ body: () throws(Errno) -> Result
) throws(SystemError) -> Result {
    do { return try body() } catch { throw SystemError(attempt, subject(), error) }
}
