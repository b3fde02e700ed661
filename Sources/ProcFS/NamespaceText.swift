// "net:[4026531833]": how the kernel writes which namespace is meant, in links and in mountinfo (fs/nsfs.c,
// ns_get_name, nsfs_show_path). Pure; it sees the link of every descriptor, and rejects most by their first byte.

package import Namespaces

/// The kernel's text of a namespace.
package enum NamespaceText {
    /// The namespace that the whole of `text` names; nil for anything else.
    package static func parse(_ text: Span<UInt8>) -> NamespaceID? {
        guard let (type, name) = candidate(text), Bytes.match(name, in: text, at: 0) else { return nil }
        let start = name.utf8CodeUnitCount
        // The shortest number has one digit, and a bracket closes it.
        guard text.count >= start + 2, text[text.count - 1] == UInt8(ascii: "]"),
            let number = Bytes.decimal(in: text, start..<text.count - 1), let inode = UInt32(exactly: number)
        else { return nil }
        return NamespaceID(type, inode)
    }

    /// The one type whose name can begin as `text` does, and that name up to the number.
    private static func candidate(_ text: Span<UInt8>) -> (NamespaceType, StaticString)? {
        guard text.count >= 2 else { return nil }
        return switch text[0] {
        case UInt8(ascii: "c"): (.cgroup, "cgroup:[")
        case UInt8(ascii: "i"): (.ipc, "ipc:[")
        case UInt8(ascii: "m"): (.mnt, "mnt:[")
        case UInt8(ascii: "n"): (.net, "net:[")
        case UInt8(ascii: "p"): (.pid, "pid:[")
        case UInt8(ascii: "t"): (.time, "time:[")
        case UInt8(ascii: "u"): text[1] == UInt8(ascii: "s") ? (.user, "user:[") : (.uts, "uts:[")
        default: nil
        }
    }
}
