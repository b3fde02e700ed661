// Makes namespaces on the real kernel for the tests, on command, one line each on standard input:
//
//   make TYPE COUNT   that many namespaces of the type, each held by a child of its own
//   end               ends all children, and waits for them
//
// Each is answered by "ok", or by the reason why not. At the end of the input, all children end too. One thread only: a
// child of a threaded program would be half a program.

internal import CZoo
internal import Glibc

/// The zoo keeper.
@main
enum Zoo {
    /// More than any test asks for.
    private static let maximumChildren = 4_096

    private static let flags: [String: UInt64] = [
        "cgroup": 0x0200_0000, "ipc": 0x0800_0000, "mnt": 0x0002_0000, "net": 0x4000_0000, "pid": 0x2000_0000,
        "time": 0x0000_0080, "user": 0x1000_0000, "uts": 0x0400_0000, "none": 0,
    ]

    static func main() {
        zoo_answer_by_lines()
        var children: [pid_t] = []
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("make", 3): make(words[1], Int(words[2]) ?? 0, &children)
            case ("end", 1):
                end(&children)
                print("ok")
            default: print("not understood: \(line)")
            }
        }
        end(&children)
    }

    private static func make(_ type: String, _ count: Int, _ children: inout [pid_t]) {
        guard let flags = flags[type], (1...maximumChildren - children.count).contains(count) else {
            print("cannot make \(count) of \(type)")
            return
        }
        for _ in 0..<count {
            let child = zoo_child(flags)
            guard child > 0 else {
                print("clone3 failed: errno \(errno)")
                return
            }
            children.append(pid_t(child))
        }
        print("ok")
    }

    private static func end(_ children: inout [pid_t]) {
        for child in children {
            kill(child, SIGKILL)
            waitpid(child, nil, 0)
            // So that the end of many is seen half-way.
            usleep(200)
        }
        children = []
    }
}
