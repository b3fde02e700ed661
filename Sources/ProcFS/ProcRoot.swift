// /proc itself, or wherever `--path.procfs` says that it is: which processes there are, and the open folder below which
// everything of a process is looked up.

package import Linux
package import Namespaces

/// An open procfs.
package struct ProcRoot: ~Copyable, Sendable {
    package let path: String
    package let directory: Directory
    /// The types that this kernel has: those of our own links. nil where this procfs does not show us, as one of
    /// another pid namespace.
    package let types: Set<NamespaceType>?

    /// Opens `path` and makes sure that it shows processes.
    package init(path: String) throws(ProcRootError) {
        let directory = try Self.open(path)
        var found: [Int32] = []
        var buffer = Self.listingBuffer()
        do throws(Errno) {
            try directory.appendNumbers(to: &found, buffer: &buffer)
        } catch {
            throw .unreadable(SystemError("list", path, error))
        }
        if !Self.hasProcess(found, below: directory) { throw .noProcesses(path: path) }
        self.path = path
        types = Self.types(below: directory)
        self.directory = directory
    }

    /// Looked up by name: a process with capabilities of its file's may look into its own folder, but not list it
    /// (ptrace(2), access mode checks).
    private static func types(below directory: borrowing Directory) -> Set<NamespaceType>? {
        do throws(Errno) {
            let links = try Directory(RelativePath("self/ns"), below: directory)
            return Set(NamespaceLink.allCases.filter { links.contains($0.name) }.map(\.type))
        } catch {
            return nil
        }
    }

    private static func open(_ path: String) throws(ProcRootError) -> Directory {
        do throws(Errno) {
            return try Directory(path: path)
        } catch {
            throw .unreadable(SystemError("open", path, error))
        }
    }

    /// A folder of numbers is no procfs yet; a process that ends between two calls is no reason to doubt the others.
    private static func hasProcess(_ processIDs: [Int32], below directory: borrowing Directory) -> Bool {
        for processID in processIDs {
            do throws(Errno) {
                _ = try Directory(RelativePath(processID, "/ns"), below: directory)
                return true
            } catch {}
        }
        return false
    }

    /// Puts all process ids, in the kernel's order, into `processIDs`; `buffer` is a `listingBuffer` that is used
    /// again.
    package func list(into processIDs: inout [Int32], buffer: inout [UInt8]) throws(SystemError) {
        processIDs.removeAll(keepingCapacity: true)
        try telling("list", path) { () throws(Errno) in
            try directory.appendNumbers(to: &processIDs, buffer: &buffer)
        }
    }

    /// 32 KiB: some 1,300 processes a system call.
    package static func listingBuffer() -> [UInt8] {
        [UInt8](repeating: 0, count: 32 * 1024)
    }
}
