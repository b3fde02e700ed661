// Finds out how far we can see: what of it is fixed, once at the start; the rest is asked after each round.

internal import Linux
internal import Namespaces
internal import NSFS
internal import ProcFS

/// What limits our sight.
struct VisibilityProbe: Sendable {
    /// Ours, by our own links; empty where procfs does not show us.
    let ours: ProcessNamespaces
    let capabilities: Capabilities
    /// Whether procfs keeps processes of others from those who may not trace them (proc(5), hidepid).
    private let hidesProcesses: Bool

    init(_ proc: borrowing ProcRoot) {
        ours = NamespaceLinks.ours(below: proc.directory)
        capabilities = Capabilities.effective
        hidesProcesses = (try? ProcMount.read(proc.path))?.hiding ?? .nothing != .nothing
    }

    /// Whether we are in the initial user namespace, as its own inode tells.
    var isInitialUser: Bool { NamespaceID(.user, ours[.user]).isInitial }

    /// What is seen whole after a round.
    func visibility(
        _ inventory: borrowing Inventory, _ totals: Totals, mountsEverywhere: Bool, exactDeletes: Bool
    ) -> Visibility {
        var visibility = Visibility()
        let initialPID = NamespaceID(.pid, NamespaceType.pid.initialInode)
        // Only the initial namespace's own procfs shows a process that is in it.
        visibility[.initialPIDNamespace] = totals.held[.pid][.process] > 0 && inventory.knows(initialPID)
        visibility[.initialUserNamespace] = isInitialUser
        visibility[.initialNetworkNamespace] = isInitialNetwork(inventory, visibility[.initialPIDNamespace])
        visibility[.allProcesses] =
            visibility[.initialPIDNamespace] && totals.unreadable == 0
            && !(hidesProcesses && !capabilities.has(.sysPtrace))
        visibility[.mountsEverywhere] = mountsEverywhere
        visibility[.exactDeletes] = exactDeletes
        return visibility
    }

    /// Before Linux 6.18 its inode is not fixed: then it is the one that kthreadd is in, process 2 of the initial pid
    /// namespace (kernel/kthread.c).
    private func isInitialNetwork(_ inventory: borrowing Inventory, _ seesInitialPID: Bool) -> Bool {
        guard ours[.net] != 0 else { return false }
        if NamespaceID(.net, ours[.net]).isInitial { return true }
        return seesInitialPID && inventory.namespaces(of: 2)?[.net] == ours[.net]
    }

    /// What is missing to see everything, and what that costs, a sentence each.
    var complaints: [String] {
        var complaints: [String] = []
        if ours[.pid] != 0, !NamespaceID(.pid, ours[.pid]).isInitial {
            complaints.append("Outside of the initial pid namespace only processes of this one and below it are seen.")
        }
        if !capabilities.has(.sysPtrace) {
            complaints.append(
                "Without CAP_SYS_PTRACE only processes of the same user can be read: namespaces of others are missed.")
        }
        if !capabilities.has(.sysAdmin) || !isInitialUser {
            complaints.append(
                "Without CAP_SYS_ADMIN in the initial user namespace ends of namespaces are found late, and mounts in "
                    + "mount namespaces without a process are missed.")
        }
        if !capabilities.has(.dacReadSearch) {
            complaints.append(
                "Without CAP_DAC_READ_SEARCH descriptors of other users' processes cannot be listed: namespaces that "
                    + "only these hold are missed.")
        }
        if !capabilities.has(.netAdmin) {
            complaints.append(
                "Without CAP_NET_ADMIN network namespaces that only a socket holds are missed, unless somebody was "
                    + "seen in them before.")
        }
        return complaints
    }
}
