// /proc/PID/task: the threads of a process (proc_pid_task(5)). It tells which there are; what is asked of one, its
// links for example, is looked up below the folder, so that it is of that process even when its pid is given to
// another.

package import Linux

/// The folder of a process's threads.
package enum TaskFolder {
    /// How many threads a process has, in one system call: the kernel adds them to the folder's link count
    /// (fs/proc/base.c, proc_task_getattr). A first thread that ended counts until it is reaped, and a zombie is one
    /// thread.
    /// - Throws: `.noEntry` or `.noProcess` when it is gone.
    package static func count(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> Int {
        try proc.linkCount(RelativePath(processID, "/task")) - 2
    }

    /// Opens the folder: `list` reads it, and NamespaceLinks reads TID/ns below it as it reads PID/ns below a /proc.
    package static func open(_ processID: Int32, below proc: borrowing Directory) throws(Errno) -> Directory {
        try Directory(listing: RelativePath(processID, "/task"), below: proc)
    }

    /// Puts the ids of all threads, the first one's included, into `threadIDs`; `buffer` is a
    /// `ProcRoot.listingBuffer` that is used again.
    package static func list(
        _ folder: borrowing Directory, into threadIDs: inout [Int32], buffer: inout [UInt8]
    ) throws(Errno) {
        threadIDs.removeAll(keepingCapacity: true)
        try folder.appendNumbers(to: &threadIDs, buffer: &buffer)
    }
}
