// A shell that keeps what a test asks about: it has done its part when it says "ready", and waits then until it is told
// to end.

internal import Support

/// A running script.
final class Keeper {
    private let program: Program

    /// Runs `script` in new namespaces (the options of unshare(1); none: in ours) until it says "ready". Its further
    /// words are $0, $1 and so on.
    init(_ options: [String], _ script: String = "", _ words: String...) throws {
        let shell = ["sh", "-c", "\(script)\necho ready; read line"]
        program = try Program("/usr/bin/env", (options.isEmpty ? [] : ["unshare"] + options) + shell + words)
        guard try program.nextLine() == "ready" else { throw TimedOut(description: "keeper: \(program.errors)") }
    }

    var pid: Int32 { program.pid }

    /// What it wrote to standard error.
    var errors: String { program.errors }

    func end() throws {
        _ = try program.wait()
    }
}
