// The mounts of nsfs in a mount namespace, asked of the kernel by the namespace's 64-bit id (listmount(2),
// statmount(2), Linux 6.11): nobody's /proc/PID/mountinfo is opened, no path is looked up, nothing is kept alive.

internal import CLinux
package import Linux
package import Namespaces

/// Lists mounts, one mount namespace after the other, in the same buffers.
package struct MountList: Sendable {
    /// Mounts a call of listmount(2): 4 KiB of ids.
    private static let pageMounts = 512
    /// Room for strings at first: PATH_MAX, and the root's name.
    private static let stringBytes = 4096 + 64
    /// The most room for strings: a mount point may be longer than PATH_MAX, and whoever made it may want to harm.
    private static let stringBytesMaximum = 64 * 1024

    private var mounts = [UInt64](repeating: 0, count: pageMounts)
    private var answer = [UInt8](repeating: 0, count: Int(CL_STATMOUNT_STRINGS) + stringBytes)

    package init() {}

    /// Appends the mounts of nsfs in the mount namespace with the id `mountNamespace`, in the order of their ids.
    /// - Returns: whether that is all; false when `deadline` passed first.
    /// - Throws: ENOSYS where the kernel lacks these calls, EINVAL where it has them without namespace ids (6.8 to
    ///   6.10), ENOENT when the mount namespace is gone or we lack CAP_SYS_ADMIN in its owner, EPERM.
    package mutating func appendNamespaces(
        mountedIn mountNamespace: UInt64, until deadline: Clock.Moment, to found: inout [NamespaceMount]
    ) throws(Errno) -> Bool {
        var last: UInt64 = 0
        // Ids only rise from page to page, so that this ends; the deadline bounds how late.
        while true {
            let count = try page(of: mountNamespace, after: last)
            for index in 0..<count {
                // A look at the clock costs a tenth of a statmount(2).
                if Clock.monotonic > deadline { return false }
                if let mount = try namespaceMount(mounts[index], in: mountNamespace) { found.append(mount) }
            }
            if count < Self.pageMounts { return true }
            last = mounts[count - 1]
        }
    }

    /// Whether both calls work on this mount namespace.
    mutating func works(in mountNamespace: UInt64) -> Bool {
        do throws(Errno) {
            guard try page(of: mountNamespace, after: 0) > 0 else { return false }
            return try ask(mounts[0], in: mountNamespace, UInt64(CL_STATMOUNT_SB_BASIC))
        } catch {
            return false
        }
    }

    private mutating func page(of mountNamespace: UInt64, after last: UInt64) throws(Errno) -> Int {
        try retrying {
            unsafe mounts.withUnsafeMutableBufferPointer {
                unsafe cl_listmount(mountNamespace, last, $0.baseAddress, UInt($0.count))
            }
        }
    }

    /// A mount of nsfs; nil for one of anything else, and for one that has just gone. Of the many that are none only
    /// the file system's magic number is asked: one system call and no text.
    private mutating func namespaceMount(
        _ mount: UInt64, in mountNamespace: UInt64
    ) throws(Errno) -> NamespaceMount? {
        guard try ask(mount, in: mountNamespace, UInt64(CL_STATMOUNT_SB_BASIC)),
            number(at: Int(CL_STATMOUNT_MAGIC), bytes: 8) == UInt64(NSFS_MAGIC),
            try askStrings(mount, in: mountNamespace),
            let namespace = NamespaceID(string(Int(CL_STATMOUNT_ROOT_AT), CL_STATMOUNT_ROOT))
        else { return nil }
        return NamespaceMount(
            namespace: namespace, path: string(Int(CL_STATMOUNT_POINT_AT), CL_STATMOUNT_POINT))
    }

    /// Fills `answer` with root and mount point, or with the root alone where the mount point is too long.
    private mutating func askStrings(_ mount: UInt64, in mountNamespace: UInt64) throws(Errno) -> Bool {
        let both = UInt64(CL_STATMOUNT_ROOT | CL_STATMOUNT_POINT)
        // At most four times: from some 4 KiB to 64.
        while true {
            do throws(Errno) {
                return try ask(mount, in: mountNamespace, both)
            } catch {
                guard error == .valueTooLarge || error == .nameTooLong else { throw error }
                guard answer.count < Self.stringBytesMaximum else { break }
                answer.append(contentsOf: repeatElement(0, count: answer.count))
            }
        }
        return try ask(mount, in: mountNamespace, UInt64(CL_STATMOUNT_ROOT))
    }

    /// Fills `answer` (statmount(2)); false when the mount has gone.
    private mutating func ask(
        _ mount: UInt64, in mountNamespace: UInt64, _ wanted: UInt64
    ) throws(Errno) -> Bool {
        do throws(Errno) {
            _ = try retrying {
                unsafe answer.withUnsafeMutableBytes {
                    unsafe cl_statmount(mountNamespace, mount, wanted, $0.baseAddress, UInt($0.count))
                }
            }
            return true
        } catch {
            if error == .noEntry { return false }
            throw error
        }
    }

    /// A field of struct statmount, in the machine's order, which is little-endian wherever Swift supports Linux.
    private func number(at start: Int, bytes: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (start..<start + bytes).reversed() { value = value << 8 | UInt64(answer[index]) }
        return value
    }

    /// The NUL-terminated string whose offset is at `field`; empty where the kernel has not given it.
    private func string(_ field: Int, _ bit: Int) -> String {
        guard number(at: Int(CL_STATMOUNT_MASK), bytes: 8) & UInt64(bit) != 0 else { return "" }
        let start = Int(CL_STATMOUNT_STRINGS) + Int(number(at: field, bytes: 4))
        guard start < answer.count else { return "" }
        return String(decoding: answer[start...].prefix { $0 != 0 }, as: UTF8.self)
    }
}
