// Reads the limits afresh at each reconcile; while they cannot be read, those last read stand.

internal import Linux
internal import Namespaces
internal import ProcFS

/// The limits of our own user namespace.
struct LimitsSource: Sendable {
    private let procPath: String
    private(set) var limits: Limits?
    private(set) var report = SourceReport(name: .limits)

    init(procPath: String) {
        self.procPath = procPath
    }

    mutating func read() throws(SystemError) {
        let start = Clock.monotonic
        defer { report.seconds = Clock.monotonic.seconds(since: start) }
        do throws(SystemError) {
            let reading = try UserLimits.read(below: procPath)
            limits = reading.limits
            if let failure = reading.failure { throw failure }
            report.succeeded = true
        } catch {
            report.succeeded = false
            throw error
        }
    }
}
