// The formats, to the byte.

internal import Testing

@testable import Exposition

@Suite struct WriterTests {
    private func text(_ families: MetricFamily..., as dialect: Format.Dialect = .text) -> String {
        var bytes: [UInt8] = []
        Writer.write(families, as: dialect, into: &bytes)
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

    @Test func `OpenMetrics names a counter without its ending, and tells units`() {
        var counter = MetricFamily("process_cpu_seconds_total", .counter, help: "Time \"spent\".")
        counter.add(1.5)
        var gauge = MetricFamily("memory_bytes", .gauge, help: "Memory.")
        gauge.add(2, ["kind": "a"])
        let plain = MetricFamily("nothing_much", .gauge, help: "Nothing.", value: 0)
        #expect(
            text(counter, gauge, plain, as: .openMetrics) == #"""
                # HELP process_cpu_seconds Time \"spent\".
                # TYPE process_cpu_seconds counter
                # UNIT process_cpu_seconds seconds
                process_cpu_seconds_total 1.5
                # HELP memory_bytes Memory.
                # TYPE memory_bytes gauge
                # UNIT memory_bytes bytes
                memory_bytes{kind="a"} 2
                # HELP nothing_much Nothing.
                # TYPE nothing_much gauge
                nothing_much 0

                """#)
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
        #expect(Writer.text(of: value) == written)
    }
}
