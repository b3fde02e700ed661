// Small files of /proc/sys as a process in another user namespace reads them: there /proc/sys/user shows that one's
// limits (kernel/ucount.c, set_lookup). A child enters it, reads and ends (CJoin): never this process, which could not
// come back. It keeps nothing open.

internal import CJoin
package import Linux

/// A folder seen from another user namespace.
package struct JoinedFolder: Sendable {
    private let path: String
    private let names: [String]
    /// `names` as C wants them: each ended by a NUL.
    private let joinedNames: [CChar]

    /// `names`: of files in the folder with the absolute path `path`.
    package init(path: String, names: [String]) {
        self.path = path
        self.names = names
        joinedNames = names.flatMap { $0.utf8CString }
    }

    /// The files' texts by their names, of each at most 15 bytes; what could not be read is absent.
    /// - Throws: EPERM without CAP_SYS_ADMIN in the user namespace, EINVAL for the one that we are in, EINTR where the
    ///   child was killed, EOPNOTSUPP where its memory is not ours.
    package func read(from userNamespace: borrowing OpenNamespace) throws(Errno) -> [String: String] {
        let stride = Int(CJOIN_TEXT)
        var texts = [CChar](repeating: 0, count: names.count * stride)
        let reason = unsafe cjoin_read(userNamespace.number, path, joinedNames, names.count, &texts)
        guard reason == 0 else { throw Errno(number: reason) }
        var found: [String: String] = [:]
        for (index, name) in names.enumerated() {
            let text = texts[index * stride..<(index + 1) * stride].prefix { $0 != 0 }
            if !text.isEmpty { found[name] = String(decoding: text.map(UInt8.init(bitPattern:)), as: UTF8.self) }
        }
        return found
    }
}
