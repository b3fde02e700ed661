// Limits of other user namespaces, read in there by a child.

internal import Foundation
internal import Linux
internal import Support
internal import Testing

@testable import NSFS

extension OneAtATime {
    @Suite struct JoinedFolderTests {
        private let limits = JoinedFolder(
            path: "/proc/sys/user", names: ["max_net_namespaces", "max_nothing", "max_uts_namespaces"])

        @Test(.requires(.root)) func `limits are those of the user namespace that is entered`() throws {
            let keeper = try Keeper(["--user", "--map-root-user"], "echo 7 > /proc/sys/user/max_net_namespaces")
            let open = try OpenNamespace(path: "/proc/\(keeper.pid)/ns/user")
            let before = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self/ns/user")
            let texts = try limits.read(from: open)
            #expect(texts == ["max_net_namespaces": "7\n", "max_uts_namespaces": "2147483647\n"])
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self/ns/user") == before)
            try keeper.end()
        }

        @Test func `our own user namespace cannot be entered`() throws {
            let open = try OpenNamespace(path: "/proc/self/ns/user")
            let reason = #expect(throws: Errno.self) { try limits.read(from: open) }
            #expect(reason == .invalidArgument)
        }

        /// Of a file that nobody writes to the child waits for ever: it has the test's own program, and stays.
        @Test(.requires(.root)) func `a child that is killed says nothing, and no harm is done`() throws {
            let folder = try TemporaryFolder()
            #expect(try Program.run("mkfifo", "\(folder.path)/fifo").status == 0)
            let keeper = try Keeper(["--user", "--map-root-user"])
            let open = try OpenNamespace(path: "/proc/\(keeper.pid)/ns/user")
            let killer = Thread { Self.killStuckChild() }
            killer.start()
            let stuck = JoinedFolder(path: folder.path, names: ["fifo"])
            let reason = #expect(throws: Errno.self) { try stuck.read(from: open) }
            #expect(reason == .interrupted)
            #expect(try limits.read(from: open).count == 2)
            try keeper.end()
        }

        /// Waits for a child that runs our program for longer than any other of its kind does. At most 10 s.
        private static func killStuckChild() {
            var before: Set<Int32> = []
            for _ in 0..<20 {
                usleep(500_000)
                let now = children()
                if let stuck = now.intersection(before).first {
                    kill(stuck, SIGKILL)
                    return
                }
                before = now
            }
        }

        private static func children() -> Set<Int32> {
            let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let found = (try? Program.run("pgrep", "-P", "\(getpid())").output) ?? ""
            return Set(
                found.split(separator: "\n").compactMap { Int32($0) }.filter { child in
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(child)/exe")) == own
                })
        }
    }
}
