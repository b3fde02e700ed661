// What people want to know of a process that is in a namespace or holds it. A plain value; what could not be read is
// nil.

/// A process' name, user and unit.
package struct ProcessDescription: Equatable, Sendable {
    /// Its name (proc_pid_comm(5)).
    package var command: String?
    /// Its arguments, parted by spaces: for the host's own terminal only, since they may hold secrets.
    package var commandLine: String?
    /// Its effective uid.
    package var uid: UInt32?
    /// That user's login name.
    package var user: String?
    /// The systemd unit or the container that it runs in.
    package var unit: String?

    package init(command: String? = nil, uid: UInt32? = nil, user: String? = nil, unit: String? = nil) {
        self.command = command
        self.uid = uid
        self.user = user
        self.unit = unit
    }
}
