// Control groups: which line of the file, and whom its path names. The paths are those that managers make, as seen on
// hosts and in their sources.

internal import Support
internal import Testing

@testable import Linux
@testable import ProcFS

@Suite struct ControlGroupTests {
    private static let a = String(repeating: "0123456789abcdef", count: 4)
    private static let b = String(repeating: "fedcba9876543210", count: 4)
    private static let pod = "kubepods-besteffort-pod7b0c5cd2_6f19_4a8a_a5ba_0e5a9a3c9b5f.slice"

    @Test(
        arguments: [
            // systemd
            ("/", nil, nil),
            ("/init.scope", "init.scope", nil),
            ("/system.slice/ssh.service", "ssh.service", nil),
            ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service", nil),
            (
                "/system.slice/systemd-fsck@dev-disk-by\\x2duuid-1.service",
                "systemd-fsck@dev-disk-by\\x2duuid-1.service", nil
            ),
            ("/system.slice/dbus.socket", "dbus.socket", nil),
            ("/system.slice/dev-hugepages.mount", "dev-hugepages.mount", nil),
            ("/system.slice/swapfile.swap", "swapfile.swap", nil),
            ("/system.slice/gone.service (deleted)", "gone.service", nil),
            ("/system.slice/_cgroup.service", "cgroup.service", nil),
            ("/system.slice/foo.service/payload/worker", "foo.service", nil),
            ("/user.slice/user-1000.slice/session-3.scope", "session-3.scope", nil),
            (
                "/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-1.scope", "app-firefox-1.scope",
                nil
            ),
            ("/user.slice/user-1000.slice", "user-1000.slice", nil),
            ("/machine.slice/.service", "machine.slice", nil),
            // Docker
            ("/docker/\(a)", nil, a),
            ("/docker/0123456789ab", nil, "0123456789ab"),
            ("/docker/buildx", nil, nil),
            ("/system.slice/docker-\(a).scope", "docker-\(a).scope", a),
            ("/system.slice/docker-0123456789ab.scope", "docker-0123456789ab.scope", "0123456789ab"),
            ("/system.slice/docker-proxy.scope", "docker-proxy.scope", nil),
            ("/system.slice/docker.service", "docker.service", nil),
            ("/docker/\(a)/docker/\(b)", nil, b),
            ("/docker/\(a)/system.slice/containerd.service", "containerd.service", a),
            ("/user.slice/user-1000.slice/user@1000.service/user.slice/docker-\(a).scope", "docker-\(a).scope", a),
            // Kubernetes
            ("/kubepods/besteffort/pod7b0c5cd2-6f19-4a8a-a5ba-0e5a9a3c9b5f/\(a)", nil, a),
            (
                "/kubepods.slice/kubepods-besteffort.slice/\(pod)/cri-containerd-\(a).scope",
                "cri-containerd-\(a).scope", a
            ),
            ("/kubepods.slice/kubepods-besteffort.slice/\(pod)/crio-\(a).scope", "crio-\(a).scope", a),
            ("/kubepods.slice/kubepods-besteffort.slice/\(pod)/crio-conmon-\(a).scope", "crio-conmon-\(a).scope", nil),
            ("/kubepods.slice/kubepods-besteffort.slice/\(pod)", pod, nil),
            ("/system.slice/containerd.service/\(pod):cri-containerd:\(a)", "containerd.service", a),
            ("/kubelet/kubepods/burstable/podx/crio-\(a)", nil, a),
            ("/../../kubepods-besteffort.slice/cri-containerd-\(b).scope", "cri-containerd-\(b).scope", b),
            // Podman
            ("/machine.slice/libpod-\(a).scope", "libpod-\(a).scope", a),
            ("/machine.slice/libpod-\(a).scope/container", "libpod-\(a).scope", a),
            ("/machine.slice/libpod-conmon-\(a).scope", "libpod-conmon-\(a).scope", nil),
            ("/libpod_parent/libpod-\(a)", nil, a),
            // LXC and Incus
            ("/lxc.payload.web", nil, "web"),
            ("/lxc.payload.web/system.slice/nginx.service", "nginx.service", "web"),
            ("/lxc/web/ns", nil, "web"),
            ("/lxc.payload/web", nil, "web"),
            ("/lxc.monitor.web", nil, nil),
            ("/lxc.payload.", nil, nil),
            // systemd-machined
            ("/machine.slice/machine-debian.scope", "machine-debian.scope", "debian"),
            ("/machine.slice/machine-my\\x2dbox.scope/payload", "machine-my\\x2dbox.scope", "my-box"),
            ("/machine.slice/systemd-nspawn@my-box.service/payload", "systemd-nspawn@my-box.service", "my-box"),
            ("/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", "machine-qemu\\x2d1\\x2dvm.scope", "qemu-1-vm"),
            ("/machine.slice/machine-a\\x2.scope", "machine-a\\x2.scope", "a\\x2"),
            // others, and what only looks like one
            ("/ecs/0f9e/\(a)", nil, a),
            ("/buildkit/\(a.dropLast())", nil, nil),
            ("/\(a.uppercased())", nil, nil),
            ("/app-0123456789ab.scope", "app-0123456789ab.scope", nil),
            ("", nil, nil),
        ] as [(String, String?, String?)])
    func `a path names a unit and a container`(_ path: String, _ unit: String?, _ container: String?) {
        let name = UnitName(path: path)
        #expect(name.unit == unit)
        #expect(name.container == container)
    }

    private func path(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        return ControlGroup.path(in: bytes.span).map { Bytes.text(in: bytes.span, $0) }
    }

    @Test(
        arguments: [
            ("the unified hierarchy", "0::/system.slice/a.service\n", "/system.slice/a.service"),
            ("systemd's own before the unified one", "1:name=systemd:/s\n0::/u\n", "/s"),
            ("the same in another order", "0::/u\n1:name=systemd:/s\n", "/s"),
            ("a controller's before nothing", "9:memory:/m\n", "/m"),
            ("the unified one before a controller's", "9:memory:/m\n0::/u\n", "/u"),
            ("one that tells before a top folder", "9:name=systemd:/\n4:memory:/m\n0::/\n", "/m"),
            ("systemd's where all are top folders", "9:name=systemd:/\n4:memory:/\n0::/\n", "/"),
            ("a path with colons", "0::/a.slice:cri-containerd:b\n", "/a.slice:cri-containerd:b"),
            ("several controllers", "4:cpu,cpuacct:/c\n", "/c"),
            ("a file without its end", "0::/cut", "/cut"),
            ("lines that are none", "\n0:/x\n::\n0::x\n2:a:/y\n", "/y"),
            ("nothing", "", nil),
        ] as [(String, String, String?)])
    func `of several hierarchies the one that tells most is taken`(_ name: String, _ text: String, _ path: String?) {
        #expect(self.path(text) == path, "\(name)")
    }

    @Test func `a real file is read`() throws {
        let proc = try Directory(path: "/proc")
        var buffer = ControlGroup.buffer()
        let range = try #require(try ControlGroup.read(Host.processID, below: proc, into: &buffer))
        let path = String(decoding: buffer[range], as: UTF8.self)
        #expect(try File.readText("/proc/self/cgroup").contains(":\(path)\n"))
    }
}
