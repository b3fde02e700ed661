// A namespace held open, and what the kernel answers about it (ioctl_nsfs(2)). As long as one of these lives it keeps
// the namespace alive: it is opened, asked and let go in one breath, and never stored.

internal import CLinux
package import Linux
package import Namespaces

extension Errno {
    /// Something else than a namespace was where one was asked for. EMEDIUMTYPE: no call made here says that itself.
    package static let notANamespace = Errno.wrongMediumType
}

/// A descriptor on nsfs.
package struct OpenNamespace: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// For calls that take such a descriptor; valid only as long as this value lives.
    package var number: Int32 { descriptor.number }

    /// What the kernel itself has just opened on nsfs.
    init(made number: Int32) {
        descriptor = Descriptor(owning: number)
    }

    /// Opens a link of `folder`, which is an open /proc/PID/ns or /proc/PID/task/TID/ns. ENOENT or ESRCH where the
    /// process has no such namespace (any more), EACCES where it may not be read.
    package init(_ link: NamespaceLink, in folder: borrowing Directory) throws(Errno) {
        let number = folder.number
        descriptor = Descriptor(
            owning: try retrying {
                unsafe cl_openat(
                    number, UnsafeRawPointer(link.name.utf8Start).assumingMemoryBound(to: CChar.self), O_RDONLY)
            })
    }

    /// Opens what a path below `folder` leads to, such as "12/fd/345". On a link to a file of a dead mount even this
    /// may wait for that mount: read the link first, and open it only where it reads as one to a namespace.
    package init(_ path: RelativePath, below folder: borrowing Directory) throws(Errno) {
        let folderNumber = folder.number
        let opened = try Self.open { flags throws(Errno) in
            try unsafe path.withCString { text throws(Errno) in
                try retrying { unsafe cl_openat(folderNumber, text, flags) }
            }
        }
        descriptor = Descriptor(owning: opened)
    }

    /// Opens what a path leads to, links followed.
    package init(path: String) throws(Errno) {
        let opened = try Self.open { flags throws(Errno) in
            try retrying { unsafe cl_openat(AT_FDCWD, path, flags) }
        }
        descriptor = Descriptor(owning: opened)
    }

    /// Opens what is at a path of which no part is a link (openat2(2), RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS):
    /// for paths in a mount namespace that others have furnished. ELOOP where a part is a link, ENOSYS before
    /// Linux 5.6.
    package init(resolving path: String) throws(Errno) {
        let opened = try Self.open { flags throws(Errno) in
            try retrying { unsafe cl_open_without_links(path, flags) }
        }
        descriptor = Descriptor(owning: opened)
    }

    /// Opens the network namespace of a socket, or of a tun device's descriptor (SIOCGSKNS). ENOTTY for other files,
    /// EPERM without CAP_NET_ADMIN in its owner.
    package init(ofSocket socket: borrowing Descriptor) throws(Errno) {
        let number = socket.number
        descriptor = Descriptor(owning: try retrying { cl_socket_namespace(number) })
    }

    /// Takes over a descriptor; `notANamespace` where it is on something else.
    package init(adopting other: consuming Descriptor) throws(Errno) {
        try Self.check(other.number)
        descriptor = other
    }

    /// Looks before it leaps: O_PATH opens nothing, so that no device, pipe or terminal notices us where a namespace
    /// was expected. What takes the place between the two is opened in a way that waits for nobody, and refused.
    private static func open(_ open: (Int32) throws(Errno) -> Int32) throws(Errno) -> Int32 {
        let seen = Descriptor(owning: try open(Int32(CL_O_PATH)))
        try check(seen.number)
        let opened = try open(O_RDONLY | O_NONBLOCK | O_NOCTTY)
        do throws(Errno) {
            try check(opened)
            return opened
        } catch {
            _ = Descriptor(owning: opened)
            throw error
        }
    }

    private static func check(_ number: Int32) throws(Errno) {
        if try retrying({ cl_is_on_nsfs(number) }) == 0 { throw .notANamespace }
    }

    /// Its type and inode (NS_GET_NSTYPE, fstat(2)); `notANamespace` for a type that is unknown here.
    package func identity() throws(Errno) -> NamespaceID {
        let number = descriptor.number
        let flag = try retrying { cl_namespace_type(number) }
        guard let type = CloneFlag.type(flag) else { throw .notANamespace }
        return NamespaceID(type, UInt32(truncatingIfNeeded: try status().st_ino))
    }

    /// The inode's change time, in seconds since 1970: when this inode came into being, which is when somebody first
    /// looked at the namespace or held it open since nobody did. The namespace is at least that old.
    package func changeTime() throws(Errno) -> Double {
        let time = try status().st_ctim
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func status() throws(Errno) -> stat {
        var status = stat()
        let number = descriptor.number
        _ = try retrying { unsafe fstat(number, &status) }
        return status
    }

    /// The 64-bit id that is never given again; nil where this kernel does not tell it. NS_GET_ID (Linux 6.18), and for
    /// mount namespaces NS_GET_MNTNS_ID (Linux 6.11) where the former is ENOTTY.
    package func kernelID() -> UInt64? {
        do throws(Errno) {
            return try namespaceID()
        } catch {
            // EINVAL: it is no mount namespace.
            return error == .notForThisFile ? try? mountNamespaceID() : nil
        }
    }

    /// NS_GET_ID; ENOTTY where the kernel lacks it.
    func namespaceID() throws(Errno) -> UInt64 {
        var id: UInt64 = 0
        let number = descriptor.number
        _ = try retrying { unsafe cl_namespace_id(number, &id) }
        return id
    }

    /// NS_GET_MNTNS_ID; ENOTTY where the kernel lacks it, EINVAL where this is no mount namespace.
    func mountNamespaceID() throws(Errno) -> UInt64 {
        var id: UInt64 = 0
        let number = descriptor.number
        _ = try retrying { unsafe cl_mount_namespace_id(number, &id) }
        return id
    }

    /// The user namespace that owns it (NS_GET_USERNS). EPERM where that one is neither ours nor below ours.
    package func owner() throws(Errno) -> OpenNamespace {
        let number = descriptor.number
        return OpenNamespace(made: try retrying { cl_namespace_owner(number) })
    }

    /// The parent of a user or pid namespace (NS_GET_PARENT). EINVAL for other types; EPERM at the top, and where the
    /// parent is neither ours nor below ours.
    package func parent() throws(Errno) -> OpenNamespace {
        let number = descriptor.number
        return OpenNamespace(made: try retrying { cl_namespace_parent(number) })
    }

    /// Who made a user namespace (NS_GET_OWNER_UID), as our user namespace numbers users: 65534 for one that it does
    /// not map. EINVAL for other types.
    package func ownerUserID() throws(Errno) -> UInt32 {
        var uid: UInt32 = 0
        let number = descriptor.number
        _ = try retrying { unsafe cl_namespace_owner_uid(number, &uid) }
        return uid
    }

    /// How many mounts a mount namespace has, and its 64-bit id (NS_MNT_GET_INFO, Linux 6.12). ENOTTY where the kernel
    /// lacks it, EINVAL for other types.
    package func mountCount() throws(Errno) -> (mounts: Int, id: UInt64) {
        var info = cl_mount_namespace_info()
        let number = descriptor.number
        _ = try retrying { unsafe cl_mount_namespace_info(number, &info) }
        return (Int(info.mounts), info.id)
    }
}
