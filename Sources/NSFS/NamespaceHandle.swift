// The name that nsfs gives a namespace for ever (name_to_handle_at(2), include/uapi/linux/nsfs.h, Linux 6.18): its
// 64-bit id is not given again as inodes are. It is a value: to keep it keeps nothing alive.

internal import CLinux
package import Linux
package import Namespaces

/// A namespace's file handle.
package struct NamespaceHandle: Hashable, Sendable {
    /// Never the same for two namespaces of one boot.
    package let id: UInt64
    package let namespace: NamespaceID

    /// What an attempt to open it tells.
    package enum Probe: Equatable, Sendable {
        /// Something still holds the namespace.
        case alive
        /// ESTALE: nothing holds it any more; or we may not see it, which without CAP_SYS_ADMIN in the initial user
        /// namespace looks the same.
        case stale
        /// Nothing is known of it.
        case refused(Errno)
    }

    /// A handle that was kept in parts.
    package init(id: UInt64, namespace: NamespaceID) {
        self.id = id
        self.namespace = namespace
    }

    private init(_ handle: cl_nsfs_handle) throws(Errno) {
        guard handle.type == CL_NSFS_HANDLE_TYPE, handle.bytes == CL_NSFS_HANDLE_BYTES,
            let type = CloneFlag.type(Int32(truncatingIfNeeded: handle.namespace_type))
        else { throw .notANamespace }
        id = handle.id
        namespace = NamespaceID(type, handle.inode)
    }

    /// The handle of an open namespace.
    package init(of open: borrowing OpenNamespace) throws(Errno) {
        try self.init(number: open.number)
    }

    /// The handle of what may be an open namespace; whatever it is, its file system is asked nothing that it would have
    /// to ask somebody else. `notANamespace` where it is none.
    package init(of descriptor: borrowing Descriptor) throws(Errno) {
        try self.init(number: descriptor.number)
    }

    private init(number: Int32) throws(Errno) {
        try self.init(
            Self.ask { handle in unsafe cl_name_to_handle(number, "", &handle, Int32(CL_AT_EMPTY_PATH)) })
    }

    /// The handle behind a link of `folder`, which is an open /proc/PID/ns or /proc/PID/task/TID/ns; the namespace is
    /// not opened. `notANamespace` where the kernel gives namespaces no handles (before 6.18).
    package static func read(_ link: NamespaceLink, in folder: borrowing Directory) throws(Errno) -> NamespaceHandle {
        let number = folder.number
        return try NamespaceHandle(
            ask { handle in
                unsafe cl_name_to_handle(
                    number, UnsafeRawPointer(link.name.utf8Start).assumingMemoryBound(to: CChar.self), &handle,
                    Int32(CL_AT_SYMLINK_FOLLOW))
            })
    }

    /// The same for what a path below `folder` leads to, such as "12/fd/345".
    package static func read(_ path: RelativePath, below folder: borrowing Directory) throws(Errno) -> NamespaceHandle {
        let number = folder.number
        return try unsafe path.withCString { text throws(Errno) in
            try NamespaceHandle(
                ask { handle in
                    unsafe cl_name_to_handle(number, text, &handle, Int32(CL_AT_SYMLINK_FOLLOW))
                })
        }
    }

    /// The same for what a path leads to.
    package static func read(path: String) throws(Errno) -> NamespaceHandle {
        try NamespaceHandle(
            ask { handle in
                unsafe cl_name_to_handle(AT_FDCWD, path, &handle, Int32(CL_AT_SYMLINK_FOLLOW))
            })
    }

    /// A file system whose handles are longer (EOVERFLOW), or that has none (EOPNOTSUPP), is no nsfs that has them.
    @inline(__always)
    private static func ask(_ call: (inout cl_nsfs_handle) -> Int32) throws(Errno) -> cl_nsfs_handle {
        var handle = cl_nsfs_handle()
        do throws(Errno) {
            _ = try retrying { call(&handle) }
        } catch {
            throw error == .valueTooLarge || error == .notSupported ? .notANamespace : error
        }
        return handle
    }

    /// Opens the namespace (open_by_handle_at(2) with FD_NSFS_ROOT). ESTALE where there is none any more or we may not
    /// see it, EPERM without CAP_DAC_READ_SEARCH for a namespace that we are not in, EBADF before Linux 6.18.
    package func open() throws(Errno) -> OpenNamespace {
        var handle = cl_nsfs_handle(
            bytes: UInt32(CL_NSFS_HANDLE_BYTES), type: Int32(CL_NSFS_HANDLE_TYPE), id: id,
            namespace_type: UInt32(bitPattern: CloneFlag.value(of: namespace.type)), inode: namespace.inode)
        return OpenNamespace(made: try retrying { unsafe cl_open_nsfs_handle(&handle) })
    }

    /// Opens it and closes it at once.
    package func probe() -> Probe {
        do throws(Errno) {
            _ = try open()
            return .alive
        } catch {
            return error == .stale ? .stale : .refused(error)
        }
    }
}
