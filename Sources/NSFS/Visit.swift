// How a visit to another mount namespace went. A plain value.

package import Linux

/// What came of a visit.
package enum Visit<Result: Sendable>: Sendable {
    case done(Result)
    /// Nothing was done: EBUSY while an earlier visit still has the thread, ECANCELED after `stop`, EPERM without
    /// CAP_SYS_ADMIN in the owner of the mount namespace or without CAP_SYS_CHROOT, or why there is no thread.
    case refused(Errno)
    /// It was begun, and nobody waits for its end any more.
    case tooSlow
}

extension Visit: Equatable where Result: Equatable {}
