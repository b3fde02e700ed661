// The flags of every command that prints what it found.

internal import ArgumentParser

/// How to print.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json
    }

    @Option(help: ArgumentHelp("A table for people, or JSON for programs.", valueName: "format"))
    var format = Format.table
}
