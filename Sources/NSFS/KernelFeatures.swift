// What this kernel lets this process do with namespaces, each thing tried once and none inferred from a version:
// kernels are patched, and sandboxes refuse what kernels have. What follows from an absence is for others to decide.

internal import CLinux
package import Linux
internal import Namespaces

/// The answers of one probe.
package struct KernelFeatures: Equatable, Sendable {
    /// Namespaces have file handles (name_to_handle_at(2) on a link of our own; Linux 6.18).
    package private(set) var handles = false
    /// Every namespace tells its 64-bit id (NS_GET_ID; Linux 6.18).
    package private(set) var namespaceIDs = false
    /// Mount namespaces tell their 64-bit id (NS_GET_MNTNS_ID; Linux 6.11).
    package private(set) var mountNamespaceIDs = false
    /// Mount namespaces tell how many mounts they have (NS_MNT_GET_INFO; Linux 6.12).
    package private(set) var mountInfo = false
    /// We may walk over the host's mount namespaces (NS_MNT_GET_NEXT; Linux 6.12, and CAP_SYS_ADMIN in the initial user
    /// namespace).
    package private(set) var mountWalk = false
    /// Mounts can be listed by their mount namespace's id (listmount(2), statmount(2) on our own; Linux 6.11).
    package private(set) var mountList = false
    /// A descriptor of a process can be copied (pidfd_getfd(2) on ourselves; Linux 5.6). Of another process it also
    /// needs the right to trace it.
    package private(set) var descriptorCopies = false
    /// A socket tells its network namespace (SIOCGSKNS on one of our own; CAP_NET_ADMIN).
    package private(set) var socketNamespaces = false
    /// listns(2) is there, or is kept from us by something that knows it (any answer but ENOSYS; Linux 6.19).
    package private(set) var listns = false

    /// All of them by name, for one line of the log.
    package var summary: [(name: String, isThere: Bool)] {
        [
            ("handles", handles), ("namespace_ids", namespaceIDs), ("mount_namespace_ids", mountNamespaceIDs),
            ("mount_info", mountInfo), ("mount_walk", mountWalk), ("mount_list", mountList),
            ("descriptor_copies", descriptorCopies), ("socket_namespaces", socketNamespaces), ("listns", listns),
        ]
    }

    /// Tries everything; nothing stays open. `proc` is an open procfs that shows us: where it does not, what needs our
    /// own links counts as absent.
    package static func probe(proc: borrowing Directory) -> KernelFeatures {
        var features = KernelFeatures()
        features.probeMountNamespace(below: proc)
        features.probeDescriptors(proc)
        features.listns = cl_listns_nothing() != -1 || Errno.last != .notImplemented
        return features
    }

    /// What can be asked of our own mount namespace: every kernel has that type.
    private mutating func probeMountNamespace(below proc: borrowing Directory) {
        do throws(Errno) {
            let links = try Directory(RelativePath("self/ns"), below: proc)
            handles = Self.succeeds { () throws(Errno) in _ = try NamespaceHandle.read(.mnt, in: links) }
            let home = try OpenNamespace(.mnt, in: links)
            namespaceIDs = Self.succeeds { () throws(Errno) in _ = try home.namespaceID() }
            mountNamespaceIDs = Self.succeeds { () throws(Errno) in _ = try home.mountNamespaceID() }
            mountInfo = Self.succeeds { () throws(Errno) in _ = try home.mountCount() }
            mountWalk = MountNamespaceWalk.isAllowed(from: home)
            var list = MountList()
            if mountNamespaceIDs { mountList = list.works(in: try home.mountNamespaceID()) }
        } catch {}
    }

    private mutating func probeDescriptors(_ ours: borrowing Directory) {
        let number = ours.number
        descriptorCopies = Self.succeeds { () throws(Errno) in
            _ = try ProcessDescriptor(Host.processID).duplicate(number)
        }
        socketNamespaces = Self.succeeds { () throws(Errno) in
            _ = try OpenNamespace(ofSocket: Self.socketOfOurOwn())
        }
    }

    /// A unix socket: no module is loaded for it, and no address is taken.
    static func socketOfOurOwn() throws(Errno) -> Descriptor {
        Descriptor(owning: try retrying { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0) })
    }

    private static func succeeds(_ attempt: () throws(Errno) -> Void) -> Bool {
        do throws(Errno) {
            try attempt()
            return true
        } catch {
            return false
        }
    }

    /// The cookie of a socket's network namespace (SO_NETNS_COOKIE, Linux 5.14), never given again; nil where the
    /// kernel lacks it or this is no socket.
    package static func socketCookie(of socket: borrowing Descriptor) -> UInt64? {
        var cookie: UInt64 = 0
        let number = socket.number
        return unsafe cl_socket_namespace_cookie(number, &cookie) == 0 ? cookie : nil
    }
}
