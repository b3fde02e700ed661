// Namespaces as files, on the real kernel: what they answer, how they are named, and that nothing stays open.

internal import Foundation
internal import Namespaces
internal import Support
internal import Testing

@testable import Linux
@testable import NSFS

extension OneAtATime {
    @Suite struct NSFSTests {
        private func links(_ pid: Int32) throws -> Directory {
            try Directory(path: "/proc/\(pid)/ns")
        }

        /// "net:[4026531833]", as the kernel writes it for a link.
        private func text(_ pid: Int32, _ link: NamespaceLink) throws -> String {
            try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/\(link.name)")
        }

        private func reason(_ attempt: () throws(Errno) -> Void) -> Errno? {
            do throws(Errno) {
                try attempt()
                return nil
            } catch {
                return error
            }
        }

        /// What this process has open on namespaces. Other tests in it open other files meanwhile.
        private func openDescriptors() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            }.filter { NamespaceID($0) != nil }.sorted()
        }

        private let soon = Clock.monotonic.adding(milliseconds: 10_000)

        // MARK: An open namespace

        @Test(arguments: NamespaceLink.allCases)
        func `each of our links tells who it is, alike in every way`(_ link: NamespaceLink) throws {
            let folder = try links(Host.processID)
            let open = try OpenNamespace(link, in: folder)
            let identity = try open.identity()
            #expect(try identity.description == text(Host.processID, link))
            let handle = try NamespaceHandle(of: open)
            let others = [
                try NamespaceHandle.read(link, in: folder),
                try NamespaceHandle.read(path: "/proc/self/ns/\(link.name)"),
            ]
            #expect(others == [handle, handle])
            #expect(handle.namespace == identity)
            let id = open.kernelID()
            #expect(id == handle.id)
            #expect(handle.probe() == .alive)
            let again = try handle.open()
            let same = try again.identity()
            #expect(same == identity)
        }

        @Test func `a path below a folder leads to the same`() throws {
            let proc = try Directory(path: "/proc")
            let keeper = try Keeper(["--net"], "exec 7</proc/self/ns/net")
            let expected = try text(keeper.pid, .net)
            let byDescriptor = try OpenNamespace(RelativePath(keeper.pid, "/fd/", 7), below: proc)
            let byThread = try Directory(RelativePath(keeper.pid, "/task/", keeper.pid, "/ns"), below: proc)
            let handles = [
                try NamespaceHandle.read(RelativePath(keeper.pid, "/fd/", 7), below: proc),
                try NamespaceHandle.read(.net, in: byThread), try NamespaceHandle(of: byDescriptor),
            ]
            #expect(Set(handles).count == 1)
            let identity = try byDescriptor.identity()
            #expect(identity.description == expected)
            try keeper.end()
        }

        @Test func `what is no namespace is refused, and waits for nobody`() throws {
            let folder = try TemporaryFolder()
            try folder.write("file", "x")
            #expect(try Program.run("mkfifo", "\(folder.path)/pipe").status == 0)
            let before = try openDescriptors()
            for path in ["\(folder.path)/file", "\(folder.path)/pipe", folder.path, "/dev/null", "/proc/self/stat"] {
                #expect(reason { () throws(Errno) in _ = try OpenNamespace(path: path) } == .notANamespace, "\(path)")
                #expect(
                    reason { () throws(Errno) in _ = try NamespaceHandle.read(path: path) } == .notANamespace, "\(path)"
                )
            }
            let missing = "\(folder.path)/missing"
            #expect(reason { () throws(Errno) in _ = try OpenNamespace(path: missing) } == .noEntry)
            #expect(reason { () throws(Errno) in _ = try NamespaceHandle.read(path: missing) } == .noEntry)
            let file = reason { () throws(Errno) in
                _ = try OpenNamespace(adopting: try Descriptor(reading: "/dev/null"))
            }
            #expect(file == .notANamespace)
            let adopted = reason { () throws(Errno) in
                _ = try OpenNamespace(adopting: try Descriptor(reading: "/proc/self/ns/uts"))
            }
            #expect(adopted == nil)
            let linked = reason { () throws(Errno) in _ = try OpenNamespace(resolving: "/proc/self/ns/uts") }
            #expect(linked == Errno(number: ELOOP))
            #expect(try openDescriptors() == before)
        }

        @Test func `owner, parent and creator are told`() throws {
            let keeper = try Keeper(["--user", "--map-root-user", "--net", "--pid", "--fork"], "echo $$ >&2")
            // unshare(1) waits outside of the pid namespace for the shell inside it.
            let inside = try #require(Int32(try Program.run("pgrep", "--parent", "\(keeper.pid)").output.dropLast()))
            let ours = try text(Host.processID, .user)
            let theirs = try text(inside, .user)
            let net = try OpenNamespace(.net, in: try links(inside))
            let owner = try net.owner()
            let grandparent = try owner.parent()
            let pids = try OpenNamespace(.pid, in: try links(inside))
            let parentOfPids = try pids.parent()
            let found = [
                try owner.identity(), try grandparent.identity(), try parentOfPids.identity(),
            ].map(\.description)
            #expect(try found == [theirs, ours, text(Host.processID, .pid)])
            let uid = try owner.ownerUserID()
            #expect(uid == 0)
            let noParent = reason { () throws(Errno) in _ = try net.parent() }
            let noOwner = reason { () throws(Errno) in _ = try net.ownerUserID() }
            let above = reason { () throws(Errno) in
                _ = try OpenNamespace(.user, in: try Directory(path: "/proc/self/ns")).parent()
            }
            #expect([noParent, noOwner, above] == [.invalidArgument, .invalidArgument, .notPermitted])
            let age = Clock.realtimeSeconds - (try net.changeTime())
            #expect(age > -1 && age < 10)
            try keeper.end()
        }

        @Test func `a socket tells its network namespace, and its cookie`() throws {
            let socket = try KernelFeatures.socketOfOurOwn()
            let net = try OpenNamespace(ofSocket: socket)
            let identity = try net.identity()
            #expect(try identity.description == text(Host.processID, .net))
            let cookie = KernelFeatures.socketCookie(of: socket)
            let id = net.kernelID()
            #expect(cookie != nil && cookie == id)
            let null = try Descriptor(reading: "/dev/null")
            let refusal = reason { () throws(Errno) in _ = try OpenNamespace(ofSocket: null) }
            #expect(refusal == .notForThisFile)
            let none = KernelFeatures.socketCookie(of: null)
            #expect(none == nil)
        }

        @Test func `a copied descriptor of another process leads to its namespace`() throws {
            let keeper = try Keeper(["--net"], "exec 7</proc/self/ns/net")
            let process = try ProcessDescriptor(keeper.pid)
            let copy = try OpenNamespace(adopting: try process.duplicate(7))
            let identity = try copy.identity()
            #expect(try identity.description == text(keeper.pid, .net))
            let missing = reason { () throws(Errno) in _ = try process.duplicate(99) }
            #expect(missing == Errno(number: EBADF))
            try keeper.end()
            let ended = reason { () throws(Errno) in _ = try process.duplicate(7) }
            #expect(ended == .noProcess)
            #expect(reason { () throws(Errno) in _ = try ProcessDescriptor(Int32.max) } == .noProcess)
        }

        // MARK: Handles

        @Test func `the process's link and the bind mount have one handle, and it dies with the last of them`() throws {
            let name = "nsexporter-\(Host.processID)"
            #expect(try Program.run("ip", "netns", "add", name).status == 0)
            let handle = try NamespaceHandle.read(path: "/run/netns/\(name)")
            let process = try Program("/usr/bin/env", ["ip", "netns", "exec", name, "cat"])
            let folder = try links(process.pid)
            let link = try eventually("the process in its namespace") {
                let link = try NamespaceHandle.read(.net, in: folder)
                return link.id == handle.id ? link : nil
            }
            #expect(link == handle)
            #expect(try Program.run("ip", "netns", "delete", name).status == 0)
            // ip(8) took it along into a mount namespace of its own, so that the process and a copy of the mount are
            // left.
            #expect(handle.probe() == .alive)
            _ = try process.wait()
            _ = try eventually("its end") { handle.probe() == .stale ? true : nil }
            #expect(reason { () throws(Errno) in _ = try handle.open() } == .stale)
        }

        @Test func `an inode used again is another namespace`() throws {
            let zoo = try ZooKeeper()
            let first = try zoo.animal("recycle")
            let handle = try NamespaceHandle.read(.uts, in: try links(try #require(first.pid)))
            let second = try zoo.poke(first)
            let again = try NamespaceHandle.read(.uts, in: try links(try #require(second.pid)))
            #expect(again.namespace == handle.namespace)
            // Ids are given to each processor in batches: the later one need not be the greater.
            #expect(again.id != handle.id)
            #expect(handle.probe() == .stale)
        }

        // MARK: Mount namespaces

        private func walk(
            atMost maximum: Int = 100_000, until deadline: Clock.Moment? = nil
        ) throws -> ([MountNamespaceWalk.Found], MountNamespaceWalk.Ending) {
            var found: [MountNamespaceWalk.Found] = []
            let home = try OpenNamespace(path: "/proc/self/ns/mnt")
            let ending = try MountNamespaceWalk.run(from: home, atMost: maximum, until: deadline ?? soon) { here, _ in
                found.append(here)
            }
            return (found, ending)
        }

        @Test func `the walk finds mount namespaces before and behind ours, also one without a process`() throws {
            let folder = try TemporaryFolder()
            let zoo = try ZooKeeper(.ownMounts)
            let animal = try zoo.animal("mount-processless", "\(folder.path)/held")
            let before = try openDescriptors()
            let (found, ending) = try walk()
            #expect(try openDescriptors() == before)
            #expect(ending == .complete)
            #expect(Set(found.map(\.id)).count == found.count)
            let there = try #require(found.first { $0.inode == animal.second })
            #expect(there.mounts > 0)
            let ours = try NamespaceHandle.read(path: "/proc/self/ns/mnt")
            #expect(found.first?.id == ours.id)
            let handle = NamespaceHandle(id: there.id, namespace: NamespaceID(.mnt, there.inode))
            #expect(handle.probe() == .alive)
            try zoo.free(animal)
            _ = try eventually("its end") { handle.probe() == .stale ? true : nil }
        }

        @Test func `a walk stops where it is told to`() throws {
            let keeper = try Keeper(["--mount"])
            let (few, many) = try walk(atMost: 1)
            #expect((few.count, many) == (1, .tooMany))
            let (one, late) = try walk(until: Clock.monotonic)
            #expect((one.count, late) == (1, .late))
            try keeper.end()
        }

        @Test func `nsfs mounts of another mount namespace are listed, as they are called, over-mounted ones too`()
            throws
        {
            let folder = try TemporaryFolder()
            let before = try openDescriptors()
            let keeper = try Keeper(
                ["--mount", "--net", "--propagation", "private"],
                """
                cd $0 && mkdir 'a b' over && touch 'a b/c\\d' over/hidden "new
                line" && mount --bind /proc/self/ns/net 'a b/c\\d' && mount --bind /proc/self/ns/uts over/hidden &&
                mount -t tmpfs tmpfs over && mount --bind /proc/self/ns/ipc "new
                line"
                """, folder.path)
            let space = try OpenNamespace(.mnt, in: try links(keeper.pid))
            let (mounts, id) = try space.mountCount()
            let kernelID = space.kernelID()
            #expect(kernelID == id)
            var list = MountList()
            var found: [NamespaceMount] = []
            let isWhole = try list.appendNamespaces(mountedIn: id, until: soon, to: &found)
            #expect(isWhole)
            let here = found.filter { $0.path.hasPrefix(folder.path) }
            #expect(
                here.map { String($0.path.dropFirst(folder.path.count)) } == [
                    "/a b/c\\d", "/over/hidden", "/new\nline",
                ])
            let expected = [try text(keeper.pid, .net), try text(keeper.pid, .uts), try text(keeper.pid, .ipc)]
            #expect(here.map(\.namespace.description) == expected)
            #expect(mounts > here.count)
            var late: [NamespaceMount] = []
            let isLate = try list.appendNamespaces(mountedIn: id, until: Clock.monotonic, to: &late)
            #expect(!isLate && late.isEmpty)
            _ = consume space
            try keeper.end()
            #expect(try openDescriptors() == before)
        }

        @Test func `pages of mounts follow each other, and a mount point of any length does no harm`() throws {
            let folder = try TemporaryFolder()
            // 1,100 ordinary mounts and three pages; then one that is 5,100 bytes deep, which no path can name at once.
            let keeper = try Keeper(
                ["--mount", "--propagation", "private"],
                """
                mount -t tmpfs tmpfs $0 && cd $0 && touch last
                for i in $(seq 1100); do echo "--bind $0 $0"; done | xargs -n 3 mount
                python3 -c '
                import os, subprocess
                for _ in range(20): os.mkdir("d" * 255); os.chdir("d" * 255)
                open("deep", "w").close()
                subprocess.run(["mount", "--no-canonicalize", "--bind", "/proc/self/ns/uts", "deep"], check=True)'
                """, folder.path)
            #expect(keeper.errors == "")
            let space = try OpenNamespace(.mnt, in: try links(keeper.pid))
            let (mounts, id) = try space.mountCount()
            #expect(mounts > 1_100)
            var list = MountList()
            var found: [NamespaceMount] = []
            let start = Clock.monotonic
            let isWhole = try list.appendNamespaces(mountedIn: id, until: soon, to: &found)
            let taken = Clock.monotonic.seconds(since: start)
            #expect(isWhole)
            #expect(taken < 1)
            let deep = try #require(found.last)
            #expect(try deep.namespace.description == text(keeper.pid, .uts))
            #expect(deep.path.utf8.count > 5_000)
            try keeper.end()
        }

        @Test func `a mount namespace that is gone is no entry`() throws {
            let keeper = try Keeper(["--mount"])
            let handle = try NamespaceHandle.read(.mnt, in: try links(keeper.pid))
            try keeper.end()
            _ = try eventually("its end") { handle.probe() == .stale ? true : nil }
            let refusal = reason { () throws(Errno) in
                var list = MountList()
                var found: [NamespaceMount] = []
                _ = try list.appendNamespaces(mountedIn: handle.id, until: soon, to: &found)
            }
            #expect(refusal == .noEntry)
        }

        // MARK: Features

        @Test func `every feature is found as root on this kernel`() throws {
            let before = try openDescriptors()
            let features = KernelFeatures.probe(proc: try Directory(path: "/proc"))
            #expect(try openDescriptors() == before)
            let absent = KernelFeatures.names.filter { !features.contains($0.feature) }.map(\.name)
            let capabilities = Capabilities.effective
            #expect(capabilities.has([.sysAdmin, .sysPtrace, .netAdmin, .dacReadSearch, .sysChroot]))
            #expect(absent.isEmpty || absent == ["listns"])
        }

        @Test func `a folder that is no procfs has no features of ours`() throws {
            let folder = try TemporaryFolder()
            let features = KernelFeatures.probe(proc: try Directory(path: folder.path))
            #expect(!features.contains(.handles) && !features.contains(.mountWalk) && !features.contains(.mountList))
            #expect(features.contains(.descriptorCopies) && features.contains(.socketNamespaces))
        }

        @Test func `capabilities are named`() {
            #expect(Capabilities([]).names == [])
            #expect(Capabilities([.sysAdmin, .netAdmin]).names == ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"])
            // capabilities(7): the numbers are part of the kernel's interface.
            #expect(Capabilities.sysAdmin.rawValue == 1 << 21 && Capabilities.dacReadSearch.rawValue == 1 << 2)
            #expect(!Capabilities.sysAdmin.has([.sysAdmin, .sysPtrace]))
        }
    }
}
