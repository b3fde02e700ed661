// Errors tell what was tried, on what, and why not.

internal import Testing

@testable import Linux

@Suite struct ErrorTests {
    @Test func `a system error is a sentence`() {
        let error = SystemError("open", "/nowhere", .noEntry)
        #expect(error.description == "cannot open /nowhere: No such file or directory")
    }

    @Test func `a refused call keeps its errno`() {
        #expect(throws: SystemError("read", "/nowhere", .noEntry)) { try File.read("/nowhere") }
    }

    @Test func `a number without a name is still told`() {
        #expect(Errno(number: 9999).description.contains("9999"))
    }
}
