// File systems that somebody else answers for: a server, a daemon in user space, another machine. Where that one is
// gone a look at a path below such a mount waits for ever, so that none is ever walked. Pure.

/// What a file system's type says of it.
enum RemoteFileSystem {
    /// Network and cluster file systems, those of a virtual machine's host, and autofs, where the look itself makes a
    /// daemon mount something. A type that is not here counts as local: that of a disk, or the kernel's own.
    private static let names: [StaticString] = [
        "9p", "acfs", "afs", "autofs", "beegfs", "ceph", "cifs", "coda", "cvfs", "fuse", "fuseblk", "gfs", "gfs2",
        "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "panfs", "pvfs2", "smb3", "smbfs",
        "vboxsf", "virtiofs", "vmhgfs",
    ]

    /// Whether the type in `field`, such as "nfs4" or "fuse.sshfs", is one of these.
    static func contains(_ line: Span<UInt8>, _ field: Range<Int>) -> Bool {
        let type = line.extracting(field)
        if Bytes.match("fuse.", in: type, at: 0) { return true }
        for name in names where name.utf8CodeUnitCount == type.count && Bytes.match(name, in: type, at: 0) {
            return true
        }
        return false
    }
}
