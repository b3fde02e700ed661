// A folder tree written down as text, so that a review sees every link of it:
//
//   # a comment
//   1/ns/net -> net:[4026531833]     a symbolic link, dangling as those of /proc seem to be
//   1/comm: systemd                  a file of one line
//   1/status:                        a file of several: the lines that begin with "|", without it
//   |Name:	systemd

internal import Foundation

/// Makes trees from their text.
package enum FixtureTree {
    /// Lays the tree out in a folder of its own.
    package static func make(_ text: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        var index = 0
        while index < lines.count {
            let line = lines[index]
            index += 1
            if let arrow = line.firstRange(of: " -> ") {
                try folder.link(String(line[..<arrow.lowerBound]), to: String(line[arrow.upperBound...]))
            } else if let colon = line.firstRange(of: ": ") {
                try folder.write(String(line[..<colon.lowerBound]), "\(line[colon.upperBound...])\n")
            } else {
                var content = ""
                while index < lines.count, lines[index].hasPrefix("|") {
                    content += "\(lines[index].dropFirst())\n"
                    index += 1
                }
                try folder.write(String(line.dropLast()), content)
            }
        }
        return folder
    }

    /// The host that most tests look at: Tests/Support/Fixtures/proc.tree.
    package static func proc() throws -> TemporaryFolder {
        try make(try Machine.contents("Tests/Support/Fixtures/proc.tree"))
    }
}
