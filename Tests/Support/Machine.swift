// Where the tests run, and where the things are that they need.

internal import Foundation

/// The machine and the checkout.
package enum Machine {
    package static let isRoot = geteuid() == 0
    package static let isCI = ProcessInfo.processInfo.environment["CI"] != nil
    /// `Tests/run --update-golden`.
    package static let updatesGolden = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

    /// The checkout's top folder.
    static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The release program that Tests/run has built.
    package static let program = path(".build/release/nsexporter")
    package static let zoo = path(".build/debug/Zoo")

    /// A path from the checkout's top.
    package static func path(_ name: String) -> String {
        top.appending(path: name).path()
    }

    package static func contents(_ path: String) throws -> String {
        try String(contentsOf: top.appending(path: path), encoding: .utf8)
    }
}
