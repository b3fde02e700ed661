// Directories: the kernel's records decoded, and real folders listed.

internal import Support
internal import Testing

@testable import Linux

@Suite struct DirectoryTests {
    /// A linux_dirent64 of a name: inode, offset, length, type, the name with its NUL, padding to eight bytes.
    private func record(_ name: String) -> [UInt8] {
        let length = (19 + name.utf8.count + 1 + 7) / 8 * 8
        var bytes = [UInt8](repeating: 0xee, count: 16)  // d_ino and d_off
        bytes += [UInt8(length & 255), UInt8(length >> 8), 4]  // d_reclen, d_type
        bytes += Array(name.utf8) + [0]
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }

    private func numbers(in bytes: [UInt8]) -> [Int32] {
        var numbers: [Int32] = []
        DirectoryRecords.appendNumbers(in: bytes.span, to: &numbers)
        return numbers
    }

    @Test func `names that are numbers are found among others`() {
        let names = [".", "..", "1", "self", "42", "4194304", "2147483647", "2147483648", "12a", ""]
        #expect(numbers(in: names.flatMap(record)) == [1, 42, 4_194_304, 2_147_483_647])
    }

    @Test func `a record that is cut off ends the run`() {
        #expect(numbers(in: record("1") + record("2").dropLast()) == [1])
    }

    @Test func `a record of no length ends the run`() {
        var bytes = record("1") + record("2")
        bytes[16] = 0
        #expect(numbers(in: bytes).isEmpty)
    }

    @Test func `a real folder is listed again and again`() throws {
        let folder = try TemporaryFolder()
        for number in 1...3000 { try folder.link("\(number)", to: "x") }
        let directory = try Directory(path: folder.path)
        var buffer = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<2 {
            var numbers: [Int32] = []
            try directory.appendNumbers(to: &numbers, buffer: &buffer)
            #expect(numbers.sorted() == Array(1...3000))
        }
    }

    @Test func `names are sorted, without the two dots`() throws {
        let folder = try TemporaryFolder()
        for name in ["b", "a", "max_x"] { try folder.write(name, "") }
        #expect(try Directory.names(in: folder.path, atMost: 10) == ["a", "b", "max_x"])
    }

    @Test func `a path is built of a number and a suffix`() throws {
        let folder = try TemporaryFolder()
        try folder.write("2147483647/comm", "x\n")
        try folder.write("0/comm", "zero\n")
        let directory = try Directory(path: folder.path)
        var buffer = [UInt8](repeating: 0, count: 64)
        let longest = try directory.readFile(RelativePath(2_147_483_647, "/comm"), into: &buffer)
        let shortest = try directory.readFile(RelativePath(0, "/comm"), into: &buffer)
        #expect([longest, shortest] == [2, 5])
        var missing: Errno?
        do throws(Errno) { _ = try directory.readFile(RelativePath(10, "/comm"), into: &buffer) } catch {
            missing = error
        }
        #expect(missing == .noEntry)
    }
}
