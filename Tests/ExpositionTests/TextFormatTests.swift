// The text format 0.0.4, to the byte.

internal import Testing

@testable import Exposition

@Suite struct TextFormatTests {
    private func text(_ families: MetricFamily...) -> String {
        var bytes: [UInt8] = []
        TextFormat.write(families, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a family has its help, its type and its samples`() {
        var family = MetricFamily("linux_namespaces", .gauge, help: "Found.")
        family.add(1, ["nstype": "net"])
        family.add(2, ["nstype": "uts", "holder": "fd"])
        #expect(
            text(family) == """
                # HELP linux_namespaces Found.
                # TYPE linux_namespaces gauge
                linux_namespaces{nstype="net"} 1
                linux_namespaces{nstype="uts",holder="fd"} 2

                """)
    }

    @Test func `a family without samples is left out`() {
        #expect(text(MetricFamily("a_total", .counter, help: "x")) == "")
    }

    @Test func `help and label values are escaped`() {
        var family = MetricFamily("a", .counter, help: "back\\slash \"quote\"\nline")
        family.add(0, ["l": "back\\slash \"quote\"\nline"])
        #expect(
            text(family) == #"""
                # HELP a back\\slash "quote"\nline
                # TYPE a counter
                a{l="back\\slash \"quote\"\nline"} 0

                """#)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.5, "0.5"), (1e-5, "1e-05"), (4_026_531_833, "4026531833"),
            (9_007_199_254_740_991, "9007199254740991"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.nan, "NaN"),
        ] as [(Double, String)])
    func `values are written as Prometheus reads them`(_ value: Double, _ written: String) {
        #expect(TextFormat.text(of: value) == written)
    }
}
