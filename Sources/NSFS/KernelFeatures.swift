// What this kernel lets this process do with namespaces, each thing tried once and none inferred from a version:
// kernels are patched, and sandboxes refuse what kernels have. What follows from an absence is for others to decide.

internal import CLinux
package import Linux
internal import Namespaces

/// The answers of one probe.
package struct KernelFeatures: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Namespaces have file handles (name_to_handle_at(2) on a link of our own; Linux 6.18).
    package static let handles = KernelFeatures(rawValue: 1 << 0)
    /// Every namespace tells its 64-bit id (NS_GET_ID; Linux 6.18).
    package static let namespaceIDs = KernelFeatures(rawValue: 1 << 1)
    /// Mount namespaces tell their 64-bit id (NS_GET_MNTNS_ID; Linux 6.11).
    package static let mountNamespaceIDs = KernelFeatures(rawValue: 1 << 2)
    /// Mount namespaces tell how many mounts they have (NS_MNT_GET_INFO; Linux 6.12).
    package static let mountInfo = KernelFeatures(rawValue: 1 << 3)
    /// We may walk over the host's mount namespaces (NS_MNT_GET_NEXT; Linux 6.12, and CAP_SYS_ADMIN in the initial user
    /// namespace).
    package static let mountWalk = KernelFeatures(rawValue: 1 << 4)
    /// Mounts can be listed by their mount namespace's id (listmount(2), statmount(2) on our own; Linux 6.11).
    package static let mountList = KernelFeatures(rawValue: 1 << 5)
    /// A descriptor of a process can be copied (pidfd_getfd(2) on ourselves; Linux 5.6). Of another process it also
    /// needs the right to trace it.
    package static let descriptorCopies = KernelFeatures(rawValue: 1 << 6)
    /// A socket tells its network namespace (SIOCGSKNS on one of our own; CAP_NET_ADMIN).
    package static let socketNamespaces = KernelFeatures(rawValue: 1 << 7)
    /// A socket's cookie is the 64-bit id of its network namespace (compared on our own; Linux 6.18): so sockets tell
    /// known namespaces apart without any privilege.
    package static let cookieIDs = KernelFeatures(rawValue: 1 << 8)
    /// listns(2) is there, or is kept from us by something that knows it (any answer but ENOSYS; Linux 6.19).
    package static let listns = KernelFeatures(rawValue: 1 << 9)

    /// A descriptor of a thread whose process' first thread ended can be copied (PIDFD_THREAD; Linux 6.9).
    package static let threadDescriptors = KernelFeatures(rawValue: 1 << 10)

    /// Open files can be told apart (kcmp(2) on ourselves, by the id that `proc` gives us; CONFIG_KCMP). Of other
    /// processes it also needs the right to trace them.
    package static let fileComparison = KernelFeatures(rawValue: 1 << 11)

    /// Every feature by its name in the log.
    package static let names: [(name: String, feature: KernelFeatures)] = [
        ("handles", .handles),
        ("namespace_ids", .namespaceIDs),
        ("mount_namespace_ids", .mountNamespaceIDs),
        ("mount_info", .mountInfo),
        ("mount_walk", .mountWalk),
        ("mount_list", .mountList),
        ("descriptor_copies", .descriptorCopies),
        ("thread_descriptors", .threadDescriptors),
        ("socket_namespaces", .socketNamespaces),
        ("cookie_ids", .cookieIDs),
        ("listns", .listns),
        ("file_comparison", .fileComparison),
    ]

    /// Tries everything; nothing stays open. `proc` is an open procfs that shows us: where it does not, what needs our
    /// own links counts as absent.
    package static func probe(proc: borrowing Directory) -> KernelFeatures {
        var features: KernelFeatures = []
        features.probeMountNamespace(below: proc)
        features.probeDescriptors(proc)
        if cl_listns_nothing() != -1 || Errno.last != .notImplemented { features.insert(.listns) }
        return features
    }

    /// What can be asked of our own mount namespace: every kernel has that type.
    private mutating func probeMountNamespace(below proc: borrowing Directory) {
        do throws(Errno) {
            let links = try Directory(RelativePath("self/ns"), below: proc)
            note(.handles) { () throws(Errno) in _ = try NamespaceHandle.read(.mnt, in: links) }
            if Self.hasCookieIDs(links) { insert(.cookieIDs) }
            let home = try OpenNamespace(.mnt, in: links)
            note(.namespaceIDs) { () throws(Errno) in _ = try home.namespaceID() }
            note(.mountNamespaceIDs) { () throws(Errno) in _ = try home.mountNamespaceID() }
            note(.mountInfo) { () throws(Errno) in _ = try home.mountCount() }
            if MountNamespaceWalk.isAllowed(from: home) { insert(.mountWalk) }
            var list = MountList()
            if list.works(in: try home.mountNamespaceID()) { insert(.mountList) }
        } catch {}
    }

    private mutating func probeDescriptors(_ ours: borrowing Directory) {
        let number = ours.number
        note(.descriptorCopies) { () throws(Errno) in
            _ = try ProcessDescriptor(Host.processID).duplicate(number)
        }
        note(.fileComparison) { () throws(Errno) in
            // It takes ids of our own pid namespace: a procfs that numbers us otherwise tells others.
            var link = [UInt8](repeating: 0, count: 16)
            let length = try ours.readLink(RelativePath("self"), into: &link)
            guard link.prefix(length).elementsEqual("\(Host.processID)".utf8) else { throw .noProcess }
            let file = OpenFile(number, of: Host.processID)
            _ = try file.compared(to: file)
        }
        if ProcessDescriptor.takesThreads { insert(.threadDescriptors) }
        note(.socketNamespaces) { () throws(Errno) in
            _ = try OpenNamespace(ofSocket: Self.socketOfOurOwn())
        }
    }

    private static func hasCookieIDs(_ links: borrowing Directory) -> Bool {
        guard let id = try? OpenNamespace(.net, in: links).namespaceID(), let socket = try? socketOfOurOwn() else {
            return false
        }
        return socketCookie(of: socket) == id
    }

    /// A unix socket: no module is loaded for it, and no address is taken.
    static func socketOfOurOwn() throws(Errno) -> Descriptor {
        Descriptor(owning: try retrying { socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0) })
    }

    private mutating func note(_ feature: KernelFeatures, _ attempt: () throws(Errno) -> Void) {
        do throws(Errno) {
            try attempt()
            insert(feature)
        } catch {}
    }

    /// The cookie of a socket's network namespace (SO_NETNS_COOKIE, Linux 5.14), never given again; nil where the
    /// kernel lacks it or this is no socket.
    package static func socketCookie(of socket: borrowing Descriptor) -> UInt64? {
        var cookie: UInt64 = 0
        let number = socket.number
        return unsafe cl_socket_namespace_cookie(number, &cookie) == 0 ? cookie : nil
    }
}
