// Animals that are told of what happens to files: inotify instances and fanotify groups.

internal import CZoo
internal import Glibc

/// Makers of what /proc/sys/user limits besides namespaces.
enum Watchers {
    /// Instances that are tried at the most.
    private static let maximum = 100_000
    /// Folders that are everywhere.
    private static let folders = ["/", "/dev", "/proc", "/tmp", "/usr"]

    /// A child of the user, with as many inotify instances (`count`) as the kernel lets him have.
    static func inotify(_ user: String?) throws(Refusal) -> Animal {
        guard let user = user.flatMap(UInt32.init) else { throw Refusal("a user is a number") }
        return Animal(
            try Child.make { () throws(Refusal) in
                zoo_allow_descriptors()
                try done("setresuid", zoo_become(user))
                return try exhaust()
            })
    }

    /// Makes inotify instances until the kernel refuses one.
    static func exhaust() throws(Refusal) -> Facts {
        zoo_allow_descriptors()
        var count = 0
        while inotify_init1(CInt(IN_CLOEXEC)) >= 0 {
            count += 1
            if count >= maximum { throw Refusal("there is no limit on inotify instances") }
        }
        guard errno == EMFILE else { throw Refusal("inotify_init1 failed: errno \(errno)") }
        // Descriptors may be what there are no more of.
        let descriptor = unsafe open("/dev/null", O_RDONLY)
        if descriptor < 0 { throw Refusal("open failed: errno \(errno)") }
        close(descriptor)
        return Facts(["count": String(count)])
    }

    /// A child of the user with an inotify instance of five watches and a fanotify group of two marks; three children
    /// of its own share them.
    static func watchers(_ user: String?) throws(Refusal) -> Animal {
        guard let user = user.flatMap(UInt32.init) else { throw Refusal("a user is a number") }
        return Animal(
            try Child.make { () throws(Refusal) in
                try done("setresuid", zoo_become(user))
                let instance = try done("inotify_init1", inotify_init1(CInt(IN_CLOEXEC)))
                for folder in folders {
                    try done("inotify_add_watch", unsafe inotify_add_watch(instance, folder, UInt32(IN_CREATE)))
                }
                let group = try done("fanotify_init", fanotify_init(CUnsignedInt(FAN_REPORT_FID), 0))
                for folder in ["/", "/usr"] {
                    try done(
                        "fanotify_mark",
                        unsafe fanotify_mark(group, CUnsignedInt(FAN_MARK_ADD), UInt64(FAN_CREATE), AT_FDCWD, folder))
                }
                for _ in 0..<3 where zoo_fork() == 0 { zoo_wait() }
                return Facts(["fd": String(instance)])
            })
    }
}
