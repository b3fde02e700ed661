// A folder that goes when the test is over.

internal import Foundation

/// A folder of one test.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "nsexporter-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file below the folder, and the folders that lead to it.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        try makeParent(of: file)
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        return file
    }

    package func link(_ name: String, to target: String) throws {
        let file = "\(path)/\(name)"
        try makeParent(of: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: target)
    }

    package func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    private func makeParent(of file: String) throws {
        let parent = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }
}
