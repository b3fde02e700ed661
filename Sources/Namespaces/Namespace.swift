// One namespace, as lists show it.

/// A namespace and who is in it.
package struct Namespace: Equatable, Sendable {
    package let id: NamespaceID
    /// Processes in it; those whose next child will be in it do not count.
    package private(set) var processes = 0
    /// The lowest process in it; where there is none, the lowest whose next child will be.
    package private(set) var processID: Int32?
    /// The name of that process (proc_pid_comm(5)); nil where it could not be read.
    package var command: String?
    /// The effective uid of that process; nil where it could not be read.
    package var uid: UInt32?
    /// That user's login name; nil where there is none.
    package var user: String?

    package init(_ id: NamespaceID) {
        self.id = id
    }

    /// Takes in that a link of a process leads here.
    package mutating func meet(_ processID: Int32, isMember: Bool) {
        if isMember {
            if processes == 0 { self.processID = processID }
            processes += 1
        } else if processes > 0 {
            return
        }
        self.processID = min(self.processID ?? processID, processID)
    }
}
