// JSON as it is written.

internal import Testing

@testable import JSON

@Suite struct JSONWriterTests {
    @Test(arguments: [
        ("", #""""#),
        ("plain", #""plain""#),
        ("q\"b\\s/", #""q\"b\\s/""#),
        ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1b}\u{7f}", #""\u0000\u001b\u007f""#),
        ("\u{9b}31m\u{a0}", "\"\\u009b31m\u{a0}\""),
        ("naïve ☃", #""naïve ☃""#),
    ])
    func `strings are escaped`(_ value: String, _ text: String) {
        var writer = JSONWriter()
        writer.string(value)
        #expect(writer.text == text)
    }

    @Test func `commas stand between elements and nowhere else`() {
        var writer = JSONWriter()
        writer.object { object in
            object.key("empty")
            object.array { _ in }
            object.key("list")
            object.array { array in
                array.integer(-1)
                array.bool(true)
                array.object {
                    $0.key("a"); $0.string("b")
                }
            }
            object.key("last")
            object.bool(false)
        }
        #expect(writer.text == #"{"empty":[],"list":[-1,true,{"a":"b"}],"last":false}"#)
    }

    @Test func `lines are texts of their own`() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.object {
                $0.key("n"); $0.integer(number)
            }
            writer.newline()
        }
        #expect(writer.text == "{\"n\":1}\n{\"n\":2}\n")
    }
}
