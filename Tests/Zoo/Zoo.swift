// Makes namespaces on the real kernel for the tests, on command, one line each on standard input:
//
//   make TYPE COUNT       that many namespaces of the type, each held by a child of its own
//   animal NAME [WORD]    an odd namespace (see Animals), with a path, a user or a count; the word is percent-escaped
//   poke N                has animal N do its next step
//   free N [HOLDER]       ends animal N, or takes one of its holders away, and waits until they are gone
//   base                  a user namespace with users 0 to 15
//   plant PID USER TYPE   a namespace that the user, or "-" for root of the host, makes in the user namespace of PID
//                         TYPE may be `credentials`: a user namespace that those of an open file alone keep alive
//   limit PID TYPE N      sets the limit on a type in that user namespace
//   end                   ends all children and animals, and waits for them
//
// Each is answered by "ok", or by the reason why not. After an animal's or a poke's "ok" come facts, KEY=VALUE: `id`
// (N), `type`, `inode` and `nsid` (the kernel's own id) of the namespace that it is about, `owner` (the inode of the
// user namespace that owns it), `pid` and `tid` of its holder as the zoo sees them, `fd`, `path` (percent-escaped),
// `second` (the inode of a second namespace) and what an animal's maker adds. After a freed animal's comes `gone`: 1,
// or 0 where something else still holds the namespace; nothing where the kernel does not tell. At the end of the input,
// all ends. One thread only: a child of a threaded program would be half a program.

internal import CZoo
internal import Glibc

/// The zoo keeper.
@main
enum Zoo {
    /// More than any test asks for.
    private static let maximumChildren = 4_096

    static func main() {
        zoo_answer_by_lines()
        zoo_adopt_orphans()
        var children: [pid_t] = []
        var animals = Animals()
        var grove = Grove()
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("make", 3): make(words[1], Int(words[2]) ?? 0, &children)
            case ("animal", 2...3):
                answer { () throws(Refusal) in
                    try animals.make(words[1], words.count == 3 ? Percent.decode(words[2]) : nil)
                }
            case ("poke", 2): answer { () throws(Refusal) in try animals.poke(words[1]) }
            case ("free", 2...3):
                answer { () throws(Refusal) in try animals.free(words[1], words.count == 3 ? words[2] : nil) }
            case ("base", 1): answer { () throws(Refusal) in try grove.base() }
            case ("plant", 4):
                answer { () throws(Refusal) in try grove.plant(words[1], user: words[2], type: words[3]) }
            case ("limit", 4):
                answer { () throws(Refusal) in
                    try grove.limit(words[1], type: words[2], words[3])
                    return Facts()
                }
            case ("end", 1):
                end(&children)
                animals.end()
                grove.end()
                print("ok")
            default: print("not understood: \(line)")
            }
        }
        end(&children)
        animals.end()
        grove.end()
    }

    private static func answer(_ work: () throws(Refusal) -> Facts) {
        do throws(Refusal) {
            let line = try work().line
            print(line.isEmpty ? "ok" : "ok \(line)")
        } catch {
            print(error.reason)
        }
    }

    private static func make(_ type: String, _ count: Int, _ children: inout [pid_t]) {
        guard let flags = type == "none" ? 0 : Namespace.flags[type],
            (1...maximumChildren - children.count).contains(count)
        else {
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
