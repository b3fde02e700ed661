// The command: finds the subcommand, runs it, and turns whatever goes wrong into one sentence and an exit status.

internal import ArgumentParser
internal import Exporter

/// `nsexporter`.
@main
struct Main: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: BuildInformation.name,
        abstract: "Count the Linux namespaces of this host against their limits, for Prometheus and the journal.",
        version: BuildInformation.text,
        subcommands: [Serve.self, List.self, Inspect.self, Usage.self, Check.self, Metrics.self],
        defaultSubcommand: Serve.self)

    static func main() {
        Console.prepare()
        for name in EnvironmentFlags.unknown {
            Console.complain("The environment variable \(name) means nothing here.")
        }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as UsageError {
            end(error.description, Console.usageStatus)
        } catch let error as StartError {
            end(sentence(error.description), Console.failureStatus)
        } catch {
            if error is ExitCode { exit(withError: error) }
            end(parsing: error)
        }
    }

    private static func end(_ complaint: String, _ status: Int32) -> Never {
        Console.complain(complaint)
        exit(withError: ExitCode(status))
    }

    /// A request for help or the version is no error; everything else is misuse.
    private static func end(parsing error: any Error) -> Never {
        guard exitCode(for: error) != .success else {
            guard (try? Console.print(help(for: error))) != nil else { exit(withError: ExitCode.failure) }
            exit()
        }
        let reason = message(for: error).split(separator: "\n").first.map(String.init) ?? "The arguments are wrong"
        let words = "\(sentence(reason)) See '\(BuildInformation.name) --help'."
        guard isPlugin else { end(words, Console.usageStatus) }
        try? Console.print(PluginCheck.unknown(words))
        exit(withError: ExitCode(PluginCheck.Status.unknown.rawValue))
    }

    /// A monitoring system reads standard output, and no other status than 0 to 3 means anything to it.
    private static var isPlugin: Bool { CommandLine.arguments.dropFirst().first == Check._commandName }

    /// What was asked for; the root's help tells serve's options too, since serve is what it does.
    private static func help(for error: any Error) -> String {
        let text = fullMessage(for: error)
        let root = helpMessage()
        guard text == root else { return text + "\n" }
        let serve = Serve.helpMessage()
        guard let options = serve.firstRange(of: "OPTIONS:") else { return text + "\n" }
        return "\(text)\n\nSERVE \(serve[options.lowerBound...])\n"
    }

    private static func sentence(_ text: String) -> String {
        let first = text.prefix(1).uppercased() + text.dropFirst()
        return first.hasSuffix(".") ? first : first + "."
    }
}
