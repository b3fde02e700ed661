// What clients would rather have.

internal import Testing

@testable import HTTP

@Suite struct MediaRangeTests {
    @Test(
        arguments: [
            (["text/plain"], ["text/plain"]), (["a/b;q=0.1, c/d;q=0.9"], ["c/d", "a/b"]),
            (["a/b;q=0.5", "c/d"], ["c/d", "a/b"]), (["a/b, c/d;q=0, e/f;q=1.000"], ["a/b", "e/f"]),
            (["A/B ; Q=0.5 , */*;q=0.1"], ["a/b", "*/*"]), (["", ",", " , "], []),
            (["a/b;q=2", "c/d;q=x, e/f;q="], []),
            (["a/b;x=\"1,2;q=0\";q=0.3, c/d;q=0.2"], ["a/b", "c/d"]), (["a/b/c, a b/c, /x, gzip"], ["gzip"]),
            (["a/b;q=0.1234, c/d;q=1.1, e/f;q=1.5, g/h;q=.5"], []),
        ] as [([String], [String])])
    func `what is wanted most stands first`(_ fields: [String], _ names: [String]) {
        #expect(MediaRange.preferences(fields).map(\.name) == names)
    }

    @Test func `parameters are told, quoted or not`() {
        let range = MediaRange.preferences(["text/plain; version=1.0.0; X=\"a \\\"b\\\"\";q=0.4"]).first
        #expect(range?.parameter("version") == "1.0.0" && range?.parameter("x") == "a \"b\"")
        #expect(range?.quality == 0.4 && range?.parameter("q") == nil)
    }

    @Test(
        arguments: [
            ("gzip", 1), ("gzip;q=0.5, br", 0.5), ("*;q=0.3", 0.3), ("gzip;q=0, *", 0), ("br", nil), ("", nil),
        ] as [(String, Double?)])
    func `a coding is wanted as much as is said of it`(_ field: String, _ quality: Double?) {
        #expect(MediaRange.quality(of: "gzip", in: [field]) == quality)
    }
}
