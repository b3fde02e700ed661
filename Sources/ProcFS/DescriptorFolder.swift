// /proc/PID/fd: what each descriptor of a process is of (proc_pid_fd(5)).
//
// Everything is read below one open folder, so that it is of one process even when its pid is given to another. Never
// follows a link: on the way to a file of a dead server stat would wait for ever, where the text of the link, and
// /proc/PID/fdinfo, are the kernel's own.

package import Linux

/// Reads the descriptors of one process after another, in the same buffers.
package struct DescriptorFolder: Sendable {
    private var listing = ProcRoot.listingBuffer()
    /// What is longer is a path, and no tun device's.
    private var link = [UInt8](repeating: 0, count: 256)
    /// The first lines of an fdinfo: pos, flags, mnt_id and ino take some 80 bytes.
    private var information = [UInt8](repeating: 0, count: 256)

    private let looksUpPaths: Bool

    /// - Parameter looksUpPaths: whether to ask for the inode where the link is a path, without which there is no
    ///   `.mountedNamespace`. It costs some 6 microseconds more for each open file, three times the rest.
    package init(looksUpPaths: Bool = true) {
        self.looksUpPaths = looksUpPaths
    }

    /// How many descriptors are read between two looks at the clock.
    private static let clockInterval = 256

    /// Calls `body` with each descriptor's number and what it is of. One that is closed meanwhile is passed over. The
    /// kernel lists a process's descriptors by number, each once.
    /// - Parameter until: when to stop, looked at each 256 descriptors.
    /// - Returns: whether the folder was read to its end; one of a process that ends meanwhile is.
    /// - Throws: `.accessDenied` where the process may not be read (ptrace(2), PTRACE_MODE_READ_FSCREDS), `.noEntry`
    ///   or `.noProcess` when it is gone.
    package mutating func forEach(
        _ processID: Int32, below proc: borrowing Directory, until: Clock.Moment,
        _ body: (Int32, DescriptorTarget) -> Void
    ) throws(Errno) -> Bool {
        let folder = try Directory(listing: RelativePath(processID, "/fd"), below: proc)
        // Moved out, so that `link` and `information` can be written while records are read.
        var listing: [UInt8] = []
        swap(&listing, &self.listing)
        defer { swap(&listing, &self.listing) }
        var informationFolder: Directory?
        var read = 0
        do throws(Errno) {
            return try folder.forEachNumber(buffer: &listing) { number throws(Errno) in
                if read % Self.clockInterval == Self.clockInterval - 1, Clock.monotonic >= until { return false }
                read += 1
                if let target = try target(of: number, in: folder, &informationFolder) { body(number, target) }
                return true
            }
        } catch {
            // It ended between two runs of records: it has no descriptors any more.
            if read > 0, error == .noEntry || error == .noProcess { return true }
            throw error
        }
    }

    /// nil where the descriptor is closed by now.
    private mutating func target(
        of number: Int32, in folder: borrowing Directory, _ informationFolder: inout Directory?
    ) throws(Errno) -> DescriptorTarget? {
        do throws(Errno) {
            let length = try folder.readLink(RelativePath(number, ""), into: &link)
            if let target = judge(link.span.extracting(first: length)) { return target }
            return try lookedUp(number, in: folder, &informationFolder)
        } catch {
            if error == .noEntry || error == .noProcess { return nil }
            throw error
        }
    }

    /// What the text of a link tells; nil for a path on which a namespace may be mounted. Those of deleted files and of
    /// the two commonest devices are not worth a look.
    private func judge(_ text: Span<UInt8>) -> DescriptorTarget? {
        // Of a text that was cut the end is not known.
        let target = text.count == link.count ? .other : DescriptorTarget(link: text)
        guard looksUpPaths, target == .other, text.count > 0, text[0] == UInt8(ascii: "/") else { return target }
        let deleted: StaticString = " (deleted)"
        let isDevice =
            text.count == 9 && Bytes.match("/dev/null", in: text, at: 0) || Bytes.match("/dev/pts/", in: text, at: 0)
        let isDeleted = Bytes.match(deleted, in: text, at: text.count - deleted.utf8CodeUnitCount)
        return isDevice || isDeleted ? .other : nil
    }

    /// Asks /proc/PID/fdinfo for the inode: since Linux 5.14; before, such a descriptor is not told from others.
    private mutating func lookedUp(
        _ number: Int32, in folder: borrowing Directory, _ informationFolder: inout Directory?
    ) throws(Errno) -> DescriptorTarget {
        // Opened once a process, and only where a descriptor asks for it.
        let opened =
            if let opened = informationFolder.take() { opened } else {
                try Directory(RelativePath("../fdinfo"), below: folder)
            }
        let count = try opened.readFile(RelativePath(number, ""), into: &information)
        informationFolder = consume opened
        guard let inode = Self.inode(in: information.span.extracting(first: count)),
            DescriptorTarget.mayBeNamespace(inode)
        else { return .other }
        return .mountedNamespace(inode: UInt32(truncatingIfNeeded: inode))
    }

    /// N in the line "ino:\tN" (fs/proc/fd.c, seq_show).
    static func inode(in text: Span<UInt8>) -> UInt64? {
        let name: StaticString = "ino:\t"
        var start = 0
        while start < text.count {
            let end = Bytes.first(UInt8(ascii: "\n"), in: text, start..<text.count) ?? text.count
            if end < text.count, Bytes.match(name, in: text, at: start) {
                return Bytes.decimal(in: text, start + name.utf8CodeUnitCount..<end)
            }
            start = end + 1
        }
        return nil
    }
}
