// What commands print, and how they end: results on standard output, one sentence about trouble on standard error.

internal import Linux

/// The ways of a command to the terminal.
package enum Console {
    /// Exit status for a flag or a value that means nothing (sysexits.h, EX_USAGE).
    package static let usageStatus: Int32 = 64
    /// Exit status for what was understood but could not be done.
    package static let failureStatus: Int32 = 1

    /// To be called first.
    package static func prepare() {
        Host.ensureStandardDescriptors()
    }

    /// Whether a person reads standard output.
    package static var isTerminal: Bool { StandardStream.output.isTerminal }

    /// Writes a result to standard output; where it cannot be written, the command fails.
    package static func print(_ bytes: [UInt8]) throws(StartError) {
        do throws(SystemError) { try StandardStream.output.write(bytes) } catch { throw .system(error) }
    }

    package static func print(_ text: String) throws(StartError) {
        try print(Array(text.utf8))
    }

    /// One sentence, with the program's name before it.
    package static func complain(_ sentence: String) {
        let line = "\(BuildInformation.name): \(TerminalText.harmless(sentence))\n"
        try? StandardStream.error.write(Array(line.utf8))
    }
}
