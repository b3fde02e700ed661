// The process that an event is connected with, as far as it could still be read.

/// A process in an event.
package struct EventProcess: Equatable, Sendable {
    package let processID: Int32
    /// proc_pid_comm(5); nil where the process was gone already.
    package let command: String?

    package init(processID: Int32, command: String?) {
        self.processID = processID
        self.command = command
    }
}
