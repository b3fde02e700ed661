// Time and text as people see them.

internal import Testing

@testable import Linux

@Suite struct TextTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_399, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_735_689_599, "2024-12-31T23:59:59Z", "Tue, 31 Dec 2024 23:59:59 GMT"),
            (4_107_542_400, "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] as [(Int64, String, String)])
    func `a moment is written as a date`(_ seconds: Int64, _ rfc3339: String, _ fixdate: String) {
        let time = CivilTime(secondsSince1970: seconds)
        #expect(time.rfc3339 == rfc3339)
        #expect(time.imfFixdate == fixdate)
    }

    @Test(arguments: [
        ("plain", "plain"),
        ("a\tb", "a\tb"),
        ("\u{1b}[31m", "\\x1b[31m"),
        ("a\nb\r", "a\\x0ab\\x0d"),
        ("\u{7f}\u{9b}", "\\x7f\\x9b"),
        ("naïve ☃", "naïve ☃"),
    ])
    func `control characters are made visible`(_ text: String, _ shown: String) {
        #expect(TerminalText.harmless(text) == shown)
    }

    @Test func `the monotonic clock goes forward`() {
        let first = Clock.monotonic
        let later = first.adding(milliseconds: 1_500)
        #expect(later > first)
        #expect(later.milliseconds(since: first) == 1_500)
        #expect(later.seconds(since: first) == 1.5)
        #expect(Clock.monotonic >= first)
    }

    @Test func `the environment is read`() throws {
        #expect(try #require(Host.environment["PATH"]).contains("/"))
    }
}
