// A holder of a namespace, told so that one can go and end it. A plain value.

/// A holder and the process behind it.
package struct NamedHolder: Equatable, Sendable {
    package let holder: Holder
    /// The process behind it; of a mount the first of those that see it. nil where there is none.
    package let processID: Int32?
    package let process: ProcessDescription?
    /// Of a process: false where only its next child will be in the namespace.
    package let isMember: Bool

    package init(
        _ holder: Holder, processID: Int32? = nil, process: ProcessDescription? = nil, isMember: Bool = true
    ) {
        self.holder = holder
        self.processID = processID ?? holder.processID
        self.process = process
        self.isMember = isMember
    }
}
