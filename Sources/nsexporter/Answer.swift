// What a command that looked answers with: its result, and why that may be too little.

internal import Exporter

/// The answer of a command.
enum Answer {
    /// Prints what `make` gives, then the survey's caveats; where that fails, the caveats before the reason.
    static func print(_ survey: borrowing Survey, _ make: (borrowing Survey) throws -> [UInt8]) throws {
        let bytes: [UInt8]
        do {
            bytes = try make(survey)
        } catch {
            complain(survey.caveats)
            throw error
        }
        try Console.print(bytes)
        complain(survey.caveats)
    }

    private static func complain(_ caveats: [String]) {
        for caveat in caveats { Console.complain(caveat) }
    }
}
