// What is kept of a mount namespace's table of mounts, /proc/PID/mountinfo (proc_pid_mountinfo(5)): how many there are,
// those of namespaces, and which paths must not be walked. Pure: MountInfoReader reads.

package import Linux
package import Namespaces

/// The mounts of one mount namespace, as a process in it sees them: those outside its root folder are missing.
package struct MountInfo: Equatable, Sendable {
    /// Lines, each a mount.
    package internal(set) var count = 0
    package internal(set) var namespaces: [NamespaceMount] = []
    /// Whether the file was read to its end, rather than to the deadline or the bound on bytes.
    package internal(set) var isComplete = true
    /// Where file systems are mounted that somebody else answers for.
    private var remotePaths: [String] = []
    /// Whether the root folder is a mount: it is not in a chroot(2) folder, where most of the table is missing.
    package private(set) var hasRoot = false

    package init() {}

    /// Why there is nothing to tell of a process.
    package enum Refusal: Error, Equatable, Sendable {
        /// There is no such process any more.
        case gone
        /// It ended and was not reaped yet: it has no mounts any more (fs/proc_namespace.c, mounts_open_common:
        /// EINVAL).
        case zombie
        case unreadable
        /// Something on our side refused; nothing is known.
        case failed(Errno)

        init(_ reason: Errno) {
            self =
                switch reason {
                case .noEntry, .noProcess: .gone
                case .invalidArgument: .zombie
                case .accessDenied, .notPermitted: .unreadable
                default: .failed(reason)
                }
        }
    }

    /// Takes one line in, the line feed left out.
    package mutating func record(_ text: Span<UInt8>) {
        count += 1
        guard let line = MountLine(text) else { return }
        if line.path.count == 1 { hasRoot = true }
        // Of all file systems, only that of namespaces has roots which are no paths.
        if text[line.root.lowerBound] != UInt8(ascii: "/") { recordNamespace(line, text) }
        if RemoteFileSystem.contains(text, line.fileSystem) {
            remotePaths.append(MountLine.decoded(text, line.path))
        }
    }

    private mutating func recordNamespace(_ line: MountLine, _ text: Span<UInt8>) {
        let fileSystem: StaticString = "nsfs"
        guard line.fileSystem.count == fileSystem.utf8CodeUnitCount,
            Bytes.match(fileSystem, in: text, at: line.fileSystem.lowerBound),
            let namespace = NamespaceText.parse(text.extracting(line.root))
        else { return }
        namespaces.append(NamespaceMount(namespace: namespace, path: MountLine.decoded(text, line.path)))
    }

    /// Whether the mount's path can be walked without waiting for a server or daemon: nothing of that kind is mounted
    /// on the way, not even above a folder of the way, where its parents' ids would not lead. False as well where the
    /// file system of the root folder is not in the table, as for a process in a chroot(2), or the table was not read
    /// whole. A link within an overlay is not seen through: its layers may be anywhere.
    package func isSafeToResolve(_ mount: NamespaceMount) -> Bool {
        guard hasRoot, isComplete else { return false }
        return !remotePaths.contains { Self.isOnTheWay($0, to: mount.path) }
    }

    private static func isOnTheWay(_ folder: String, to path: String) -> Bool {
        folder == "/" || folder == path || path.hasPrefix("\(folder)/")
    }
}
