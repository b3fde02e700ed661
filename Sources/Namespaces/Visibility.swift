// How far we can see: every figure is only as good as this. Told with the figures, never left to be guessed.

/// The scopes that are seen whole.
package struct Visibility: Equatable, Sendable {
    /// A scope, by its name in the label `scope`.
    package enum Scope: String, CaseIterable, Sendable {
        /// We are in the initial pid namespace, and the procfs that we read shows it.
        case initialPIDNamespace = "initial_pid_namespace"
        /// We are in the initial user namespace: the limits are the host's, and so are the uids.
        case initialUserNamespace = "initial_user_namespace"
        /// We are in the initial network namespace: the ids are those that the host gives.
        case initialNetworkNamespace = "initial_net_namespace"
        /// No process is hidden from us, and none refused to be read.
        case allProcesses = "all_processes"
        /// The mounts of every mount namespace that is known to be there were read.
        case mountsEverywhere = "mounts_everywhere"
        /// The kernel itself tells when a namespace has ended.
        case exactDeletes = "exact_deletes"
    }

    private var seen: Set<Scope> = []

    package init() {}

    package subscript(scope: Scope) -> Bool {
        get { seen.contains(scope) }
        set { if newValue { seen.insert(scope) } else { seen.remove(scope) } }
    }
}
