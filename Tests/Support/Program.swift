// A program that a test runs: to its end, or until the test is over.

internal import Foundation
internal import Synchronization

/// What a program that ended left.
package struct Finished: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
}

/// A running program. It is ended, at the latest, when the test lets go of it.
package final class Program: @unchecked Sendable {
    // Foundation's Process is not Sendable; it is touched by the test that made it, and in deinit by the last who held
    // it.
    private let process = Process()
    private let input = Pipe()
    private let errorFile: String
    private let outputFile: String
    private let folder: TemporaryFolder
    private var outputRead = 0

    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws {
        folder = try TemporaryFolder()
        outputFile = try folder.write("output", "")
        errorFile = try folder.write("errors", "")
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables.merge(environment) { _, own in own }
        process.environment = variables
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: outputFile)
        process.standardError = FileHandle(forWritingAtPath: errorFile)
        try process.run()
    }

    deinit {
        guard process.isRunning else { return }
        // What it has started too: Foundation takes it for running as long as any of these is.
        for pid in [process.processIdentifier] + Self.descendants(of: process.processIdentifier) { kill(pid, SIGKILL) }
        process.waitUntilExit()
    }

    /// The children of a process, theirs, and so on (proc_pid_task(5)).
    private static func descendants(of pid: Int32) -> [Int32] {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        let children = text.split(separator: " ").compactMap { Int32($0) }
        return children + children.flatMap(descendants)
    }

    package var pid: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }
    package var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }
    package var output: String { (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? "" }

    /// Writes a line to its standard input.
    package func say(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }

    /// Waits for the next line of its output that was not returned yet.
    package func nextLine(seconds: Double = 10) throws -> String {
        let line = try eventually(seconds: seconds, "a line of output") {
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            return lines.count > outputRead ? String(lines[outputRead]) : nil
        }
        outputRead += 1
        return line
    }

    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Waits for its end; a program that outlasts the time is a failure.
    package func wait(seconds: Double = 10) throws -> Finished {
        try? input.fileHandleForWriting.close()
        _ = try eventually(seconds: seconds, "the end of \(process.executableURL?.path() ?? "a program")") {
            process.isRunning ? nil : true
        }
        return Finished(status: process.terminationStatus, output: output, errors: errors)
    }

    /// A shell script that runs its words where there is no journal; it changes the mount namespace that it is in.
    package static let hidingJournal =
        "[ ! -d /run/systemd/journal ] || mount -t tmpfs tmpfs /run/systemd/journal; exec \"$0\" \"$@\""

    /// Starts a program in a mount namespace where there is no journal, so that what it logs goes to standard error on
    /// every machine. Needs root. The process started is the program itself: unshare and sh become it.
    package static func withoutJournal(_ path: String, _ arguments: [String]) throws -> Program {
        try Program("/usr/bin/unshare", ["--mount", "sh", "-c", hidingJournal, path] + arguments)
    }

    /// Runs a program of PATH to its end.
    package static func run(
        _ words: String..., environment: [String: String] = [:], seconds: Double = 60
    ) throws -> Finished {
        try Program("/usr/bin/env", words, environment: environment).wait(seconds: seconds)
    }
}
