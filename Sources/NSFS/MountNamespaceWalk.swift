// Every mount namespace of the host, also one without a process: from ours, one neighbour after the other
// (NS_MNT_GET_NEXT, NS_MNT_GET_PREV, Linux 6.12). One of them is open at a time, none after the walk.

internal import CLinux
package import Linux
internal import Namespaces

/// A walk over mount namespaces in the order of their 64-bit ids.
package enum MountNamespaceWalk {
    /// A mount namespace on the way.
    package struct Found: Equatable, Sendable {
        package let inode: UInt32
        package let id: UInt64
        package let mounts: Int
    }

    /// How a walk ended.
    package enum Ending: Equatable, Sendable {
        /// All that there were are told.
        case complete
        /// There are more than were wanted.
        case tooMany
        /// The time was over.
        case late
    }

    /// Tells `body` of `home`, a mount namespace, and of all others: each is open for the time of the call only.
    /// - Parameter maximum: how many are told at the most.
    /// - Throws: EPERM without CAP_SYS_ADMIN in the initial user namespace and outside the initial pid namespace, and
    ///   ENOTTY where the kernel lacks these calls.
    package static func run(
        from home: borrowing OpenNamespace, atMost maximum: Int, until deadline: Clock.Moment,
        _ body: (Found, borrowing OpenNamespace) -> Void
    ) throws(Errno) -> Ending {
        let (mounts, id) = try home.mountCount()
        body(Found(inode: try home.identity().inode, id: id, mounts: mounts), home)
        var left = maximum - 1
        for direction in [Direction.next, .previous] {
            var neighbour = try Neighbour(of: home, direction)
            while let here = neighbour.take() {
                if left <= 0 { return .tooMany }
                if Clock.monotonic > deadline { return .late }
                body(try here.found(), here.namespace)
                left -= 1
                neighbour = try Neighbour(of: here.namespace, direction)
            }
        }
        return .complete
    }

    /// Whether the kernel lets us walk, ourselves and alone as we may be.
    static func isAllowed(from home: borrowing OpenNamespace) -> Bool {
        do throws(Errno) {
            _ = try Neighbour(of: home, .next)
            return true
        } catch {
            return false
        }
    }

    private enum Direction {
        case next, previous
    }

    /// The next one in a direction, held open.
    private struct Neighbour: ~Copyable {
        let info: cl_mount_namespace_info
        let namespace: OpenNamespace

        /// nil where there is none in that direction that we may see.
        init?(of other: borrowing OpenNamespace, _ direction: Direction) throws(Errno) {
            let number = other.number
            var info = cl_mount_namespace_info()
            do throws(Errno) {
                let made = try retrying {
                    switch direction {
                    case .next: unsafe cl_mount_namespace_next(number, &info)
                    case .previous: unsafe cl_mount_namespace_previous(number, &info)
                    }
                }
                self.info = info
                namespace = OpenNamespace(made: made)
            } catch {
                if error == .noEntry { return nil }
                throw error
            }
        }

        func found() throws(Errno) -> Found {
            Found(inode: try namespace.identity().inode, id: info.id, mounts: Int(info.mounts))
        }
    }
}
