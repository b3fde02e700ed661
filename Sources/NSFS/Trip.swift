// One visit on its way to the thread that makes it. It never runs anything itself.

internal import Linux

/// Where to go and what to do there.
final class Trip: Sendable {
    /// Taken, and closed, once the thread is there.
    let destination: Handover<OpenNamespace>
    let run: @Sendable () -> Void
    /// Called instead of `run` where the mount namespace lets nobody in.
    let refuse: @Sendable (Errno) -> Void

    init(
        destination: Handover<OpenNamespace>, run: @escaping @Sendable () -> Void,
        refuse: @escaping @Sendable (Errno) -> Void
    ) {
        self.destination = destination
        self.run = run
        self.refuse = refuse
    }
}
