// Texts that are kept in the checkout and compared whole.

internal import Foundation

/// The golden files.
package enum Golden {
    /// The file's text; with `Tests/run --update-golden` it is first replaced by what the program does now.
    package static func text(_ name: String, updatedTo text: String) throws -> String {
        if Machine.updatesGolden {
            try text.write(toFile: Machine.path(name), atomically: true, encoding: .utf8)
        }
        return try Machine.contents(name)
    }
}
