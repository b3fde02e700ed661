// The file of a unix socket (unix(7)), known by its inode and not by its path: what has taken its place since is
// somebody else's, and left alone.

internal import CLinux
internal import Glibc

/// A socket's file.
package struct UnixSocketFile: Equatable, Sendable {
    private let path: String
    private let device: UInt64
    private let inode: UInt64

    /// The socket's file that is at `path` now; nil where there is none, or a file of another kind.
    package init?(path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        self.path = path
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Removes it, unless another is in its place.
    package func remove() {
        if UnixSocketFile(path: path) == self { _ = unsafe unlink(path) }
    }
}
