// A holder of a namespace, told so that one can go and end it. A plain value.

/// A holder and the process behind it.
package struct NamedHolder: Equatable, Sendable {
    package let holder: Holder
    /// nil where there is none: of mounts and of other namespaces.
    package let process: ProcessDescription?
    /// Of a process: false where only its next child will be in the namespace.
    package let isMember: Bool

    package init(_ holder: Holder, process: ProcessDescription? = nil, isMember: Bool = true) {
        self.holder = holder
        self.process = process
        self.isMember = isMember
    }
}
