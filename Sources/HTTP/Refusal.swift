// Why a request is answered with an error, in one plain sentence that tells nothing of the host.

/// An error answer.
package struct Refusal: Error, Equatable, Sendable {
    package let status: Status
    package let reason: String

    package init(_ status: Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}
