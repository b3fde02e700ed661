// Visits to other mount namespaces: what is seen there, the way back, and what a visit that never ends costs.

internal import Foundation
internal import Namespaces
internal import Support
internal import Testing

@testable import Linux
@testable import NSFS

extension OneAtATime {
    @Suite struct VisitorTests {
        private func home() throws -> OpenNamespace {
            try OpenNamespace(path: "/proc/self/ns/mnt")
        }

        private func threads() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap {
                try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
            }.filter { $0 == "ns-visitor\n" }
        }

        private func descriptorsOnNamespaces() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            }.filter { NamespaceID($0) != nil }
        }

        /// What is mounted at a path where the thread is.
        private static func look(_ path: String) -> Result<NamespaceID, Errno> {
            do throws(Errno) { return .success(try OpenNamespace(resolving: path).identity()) } catch {
                return .failure(error)
            }
        }

        @Test func `a namespace is opened where only the other mount namespace has it`() throws {
            let folder = try TemporaryFolder()
            let path = try folder.write("a place", "")
            try folder.link("link", to: path)
            let keeper = try Keeper(
                ["--mount", "--net", "--propagation", "private"], "mount --bind /proc/$$/ns/net \"$0\"", path)
            let expected = try NamespaceHandle.read(path: "/proc/\(keeper.pid)/ns/net").namespace
            let visitor = MountNamespaceVisitor()
            #expect(try threads().isEmpty)
            let there = try OpenNamespace(path: "/proc/\(keeper.pid)/ns/mnt")
            let id = try NamespaceHandle(of: there)
            let seen = visitor.visit(there, milliseconds: 5_000) {
                [Self.look(path), Self.look("\(folder.path)/link")]
            }
            guard case .done(let looks) = seen else {
                Issue.record("\(seen)")
                return
            }
            #expect(looks == [.success(expected), .failure(Errno(number: ELOOP))])
            // At home again: the same path is an ordinary file, and the only descriptor left is on our own namespace.
            let here = visitor.visit(try home(), milliseconds: 5_000) { Self.look(path) }
            #expect(here == .done(.failure(.notANamespace)))
            #expect(Self.look(path) == .failure(.notANamespace))
            let ours = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/mnt")
            #expect(try descriptorsOnNamespaces() == [ours])
            #expect(try threads().count == 1)
            try keeper.end()
            _ = try eventually("its end") { id.probe() == .stale ? true : nil }
            #expect(visitor.stop(milliseconds: 5_000))
            #expect(try descriptorsOnNamespaces() == [])
            let after = visitor.visit(try home(), milliseconds: 5_000) { 1 }
            #expect(after == .refused(.canceled))
        }

        @Test func `a visit that does not end is left behind, and costs one thread only`() throws {
            let gate = try Wakeup()
            let number = gate.number
            let keeper = try Keeper(["--mount"])
            let id = try NamespaceHandle.read(path: "/proc/\(keeper.pid)/ns/mnt")
            let visitor = MountNamespaceVisitor()
            let slow = visitor.visit(try OpenNamespace(path: "/proc/\(keeper.pid)/ns/mnt"), milliseconds: 50) {
                var item = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
                return unsafe poll(&item, 1, 10_000)
            }
            #expect(slow == .tooSlow)
            for _ in 0..<5 {
                let next = visitor.visit(try home(), milliseconds: 1_000) { 1 }
                #expect(next == .refused(.busy))
            }
            #expect(try threads().count == 1)
            #expect(!visitor.stop(milliseconds: 0))
            gate.ring()
            #expect(visitor.stop(milliseconds: 5_000))
            try keeper.end()
            _ = try eventually("its end") { id.probe() == .stale ? true : nil }
        }

        @Test func `after a slow visit has ended the next ones work`() throws {
            let visitor = MountNamespaceVisitor()
            let slow = visitor.visit(try home(), milliseconds: 20) { usleep(300_000) }
            guard case .tooSlow = slow else {
                Issue.record("\(slow)")
                return
            }
            let next = try eventually("a free thread") {
                let visit = visitor.visit(try home(), milliseconds: 5_000) { 7 }
                return visit == .refused(.busy) ? nil : visit
            }
            #expect(next == .done(7))
            for number in 0..<100 {
                let visit = visitor.visit(try home(), milliseconds: 5_000) { number }
                #expect(visit == .done(number))
            }
            #expect(visitor.stop(milliseconds: 5_000))
        }

        @Test func `who may not enter is told, and the thread stays`() throws {
            let visitor = MountNamespaceVisitor()
            let wrong = visitor.visit(try OpenNamespace(path: "/proc/self/ns/uts"), milliseconds: 5_000) { 1 }
            #expect(wrong == .refused(.invalidArgument))
            let next = visitor.visit(try home(), milliseconds: 5_000) { 2 }
            #expect(next == .done(2))
            #expect(visitor.stop(milliseconds: 5_000))
        }

        @Test func `a thread that cannot come home ends, and the next visit has a new one`() throws {
            let visitor = MountNamespaceVisitor()
            // Without CAP_SYS_ADMIN nobody gets back; what the thread gives up is its own only (capset(2)).
            let lost = visitor.visit(try home(), milliseconds: 5_000) { Capabilities.dropAllOfThisThread() }
            #expect(lost == .done(true))
            _ = try eventually("the thread's end") { try threads().isEmpty ? true : nil }
            let next = visitor.visit(try home(), milliseconds: 5_000) { Capabilities.effective.has(.sysAdmin) }
            #expect(next == .done(true))
            #expect(visitor.stop(milliseconds: 5_000))
        }

        @Test func `a visitor that nobody needs any more takes its thread along`() throws {
            do {
                let visitor = MountNamespaceVisitor()
                let visit = visitor.visit(try home(), milliseconds: 5_000) { 1 }
                #expect(visit == .done(1))
            }
            _ = try eventually("the thread's end") { try threads().isEmpty ? true : nil }
        }
    }
}

extension Capabilities {
    /// Gives up every capability of the calling thread (capset(2), which glibc has but does not declare).
    fileprivate static func dropAllOfThisThread() -> Bool {
        typealias Call = @convention(c) (UnsafePointer<UInt32>, UnsafePointer<UInt32>) -> Int32
        guard let symbol = unsafe dlsym(nil, "capset") else { return false }
        let capset = unsafe unsafeBitCast(symbol, to: Call.self)
        // _LINUX_CAPABILITY_VERSION_3 and the thread itself; six words of effective, permitted and inheritable.
        let header: [UInt32] = [0x2008_0522, 0]
        let data = [UInt32](repeating: 0, count: 6)
        return unsafe capset(header, data) == 0
    }
}
