// The mount namespace that a thread started in, held open so that the thread can come back to it. It is our own, which
// we keep alive by being in it; it must never be made on a thread that others' work runs on.

internal import CLinux
internal import Linux

/// The way home of the calling thread.
struct HomeNamespace: ~Copyable {
    private let namespace: OpenNamespace

    /// Gives the calling thread a root and working directory of its own (unshare(2), CLONE_FS), without which setns(2)
    /// is EINVAL, and opens the mount namespace that it is in.
    init() throws(Errno) {
        _ = try retrying { unshare(CLONE_FS) }
        namespace = try OpenNamespace(path: "/proc/thread-self/ns/mnt")
    }

    /// Whether the thread is at home again (setns(2)).
    func comeBack() -> Bool {
        do throws(Errno) {
            try Self.enter(namespace)
            return true
        } catch {
            return false
        }
    }

    /// Moves the calling thread into a mount namespace, to its root.
    static func enter(_ destination: borrowing OpenNamespace) throws(Errno) {
        let number = destination.number
        _ = try retrying { setns(number, CLONE_NEWNS) }
    }
}
