// Pieces that are compressed apart, and read as one by who knows nothing of that.

internal import Foundation
internal import Support
internal import Testing

@testable import Exposition

@Suite struct GzipPartTests {
    @Test(
        arguments: [
            ["one"], ["", ""], ["first ", "second"], [String(repeating: "again ", count: 50_000), "end"],
            ["a", "", "b", String(repeating: "\u{1F600}", count: 3000)],
        ])
    func `python reads what the parts were`(_ texts: [String]) throws {
        guard var gzip = Gzip() else {
            Issue.record("there is no memory")
            return
        }
        var parts: [GzipPart] = []
        for (index, text) in texts.enumerated() {
            parts.append(gzip.part(Array(text.utf8), isLast: index == texts.count - 1))
        }
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/file.gz"
        try Data(GzipPart.file(parts)).write(to: URL(fileURLWithPath: path))
        // `-t` and -l check the sum and the length too; python's zlib reads one member only.
        #expect(try Program.run("gzip", "-t", path).status == 0)
        let script = "import sys,zlib; sys.stdout.buffer.write(zlib.decompress(open(sys.argv[1],'rb').read(), 31))"
        #expect(try Program.run("python3", "-c", script, path).output == texts.joined())
    }
}
