// Who runs a process, by the path of its control group: the systemd unit (systemd.unit(5)) and the container. Pure, and
// a reading of habits: a path is a name that somebody chose, not a promise of the kernel.

/// The unit and the container that a control group's path names. Names come as their managers write them, and may hold
/// any byte but a slash.
package struct UnitName: Equatable, Sendable {
    /// The innermost service, scope, socket, mount or swap; else the innermost slice.
    package let unit: String?
    /// The innermost container: its id of 64 hexadecimal digits (12 or more where the manager's name stands before it),
    /// or its name.
    package let container: String?

    /// - Parameter path: such as "/system.slice/docker-0123456789ab.scope".
    package init(path: String) {
        let parts = Self.parts(of: path)
        unit = parts.last { Self.isUnit($0) } ?? parts.last { Self.isUnit($0, ["slice"]) }
        container = Self.container(in: parts)
    }

    /// The one word for lists: the unit, but the container rather than a mere slice, which many share.
    package var label: String? {
        unit?.hasSuffix(".slice") == true ? container ?? unit : unit ?? container
    }

    /// The folders of the path. A group that was removed reads " (deleted)" (kernel/cgroup/cgroup.c, proc_cgroup_show);
    /// systemd puts "_" before a name that the kernel might take for a file of its own (systemd, cg_escape).
    private static func parts(of path: String) -> [String] {
        let deleted = " (deleted)"
        let whole = path.hasSuffix(deleted) ? path.dropLast(deleted.count) : path[...]
        return whole.split(separator: "/").map { $0.hasPrefix("_") ? String($0.dropFirst()) : String($0) }
    }

    private static func isUnit(
        _ name: String, _ kinds: [String] = ["service", "scope", "socket", "mount", "swap"]
    ) -> Bool {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return false }
        return kinds.contains(String(name[name.index(after: dot)...]))
    }

    private static func container(in parts: [String]) -> String? {
        for index in parts.indices.reversed() {
            let parent = index > 0 ? parts[index - 1] : ""
            if let found = container(parts[index], below: parent) { return found }
        }
        return nil
    }

    /// The container that one folder names.
    private static func container(_ part: String, below parent: String) -> String? {
        let name = part.hasSuffix(".scope") ? String(part.dropLast(".scope".count)) : part
        return id(in: name, below: parent) ?? machine(part, name) ?? linuxContainer(name, below: parent)
    }

    /// Docker, containerd, CRI-O, Podman: "docker-ID", "kubepods:cri-containerd:ID", or the bare id. Their conmon is
    /// the container's guard outside of it.
    private static func id(in name: String, below parent: String) -> String? {
        guard let last = name.split(separator: ":").last else { return nil }
        var id = last
        var isNamed = parent == "docker"
        if let dash = last.lastIndex(of: "-") {
            let manager = last[..<dash]
            guard !manager.hasSuffix("conmon") else { return nil }
            isNamed = ["docker", "cri-containerd", "crio", "libpod", "nerdctl"].contains(manager)
            id = last[last.index(after: dash)...]
        }
        let isID = id.utf8.count == 64 || (isNamed && (12..<64).contains(id.utf8.count))
        return isID && id.utf8.allSatisfy(isHexadecimal) ? String(id) : nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// systemd-nspawn and others that register with systemd-machined: "machine-NAME.scope",
    /// "systemd-nspawn@NAME.service".
    private static func machine(_ part: String, _ name: String) -> String? {
        if part.hasSuffix(".scope"), name.hasPrefix("machine-") {
            return unescaped(name.dropFirst("machine-".count))
        }
        if part.hasPrefix("systemd-nspawn@"), part.hasSuffix(".service") {
            return unescaped(part.dropFirst("systemd-nspawn@".count).dropLast(".service".count))
        }
        return nil
    }

    /// LXC, LXD, Incus: "lxc.payload.NAME", "lxc/NAME", "lxc.payload/NAME". Their "lxc.monitor" is outside of it.
    private static func linuxContainer(_ name: String, below parent: String) -> String? {
        if name.hasPrefix("lxc.payload.") { return nonempty(name.dropFirst("lxc.payload.".count)) }
        return parent == "lxc" || parent == "lxc.payload" ? name : nil
    }

    /// systemd's "\x2d" for a dash and the like (systemd.unit(5), "String escaping for inclusion in unit names").
    private static func unescaped(_ text: Substring) -> String? {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if index + 4 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "x"),
                let value = UInt8(String(decoding: bytes[index + 2..<index + 4], as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 4
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return nonempty(Substring(decoding: result, as: UTF8.self))
    }

    private static func nonempty(_ text: Substring) -> String? {
        text.isEmpty ? nil : String(text)
    }
}
