// Threads of real processes, and command lines.

internal import Namespaces
internal import Support
internal import Testing

@testable import Linux
@testable import ProcFS

@Suite struct TaskFolderTests {
    private static let threads = """
        import threading, time
        for i in range(3): threading.Thread(target=lambda: time.sleep(30), daemon=True).start()
        print('ready', flush=True); time.sleep(30)
        """

    @Test func `threads are counted, listed, and their links read`() throws {
        let program = try Program("/usr/bin/env", ["python3", "-c", Self.threads])
        #expect(try program.nextLine() == "ready")
        let proc = try Directory(path: "/proc")
        let count = try TaskFolder.count(program.pid, below: proc)
        #expect(count == 4)
        let folder = try TaskFolder.open(program.pid, below: proc)
        var buffer = ProcRoot.listingBuffer()
        var threadIDs: [Int32] = [1]
        for _ in 0..<2 {
            try TaskFolder.list(folder, into: &threadIDs, buffer: &buffer)
            #expect(threadIDs.count == 4 && threadIDs.first == program.pid)
        }
        var links = NamespaceLinks()
        let process = links.read(program.pid, below: proc)
        for threadID in threadIDs {
            let found = links.read(threadID, below: folder)
            #expect(found == process, "\(threadID)")
        }
    }

    @Test func `a process that is not there has no threads`() throws {
        let proc = try Directory(path: "/proc")
        var refusal: Errno?
        do throws(Errno) { _ = try TaskFolder.count(Int32.max, below: proc) } catch { refusal = error }
        #expect(refusal == .noEntry)
    }

    @Test(
        arguments: [
            ("sleep\u{0}30\u{0}", "sleep 30"), ("a\u{0}\u{0}b\u{0}", "a  b"), ("", ""), ("\u{0}\u{0}", ""),
            ("nginx: worker process\u{0}\u{0}\u{0}\u{0}", "nginx: worker process"), ("no end", "no end"),
        ])
    func `arguments are parted by spaces`(_ bytes: String, _ line: String) {
        #expect(CommandLine.parse(Array(bytes.utf8)[...]) == line)
    }

    @Test func `a real command line is read, a long one cut`() throws {
        let proc = try Directory(path: "/proc")
        let long = String(repeating: "x", count: 5000)
        let program = try Program("/bin/sh", ["-c", "echo ready; read line; true", "a b", long])
        #expect(try program.nextLine() == "ready")
        let line = try CommandLine.read(program.pid, below: proc)
        #expect(line.hasPrefix("/bin/sh -c echo ready; read line; true a b xxx"))
        #expect(line.utf8.count == 4096)
    }
}
