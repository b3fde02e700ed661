// What this process has taken of the machine, read for each scrape from the host's own /proc, wherever `--path.procfs`
// points.

internal import Linux
internal import ProcFS

/// The figures behind the process_ families; nil where the kernel does not tell, or where there is no limit (-1 in
/// other clients).
struct ProcessUsage: Equatable, Sendable {
    let cpuSeconds: Double
    let virtualBytes: Double
    let residentBytes: Double
    let startTime: Double?
    let openDescriptors: Double?
    let maximumDescriptors: Double?
    let maximumVirtualBytes: Double?

    /// When the host booted: it does not change, but for a stepped clock, and costs a walk over every interrupt.
    private static let bootTime = BootTime.read()

    static func read() -> ProcessUsage? {
        guard let own = OwnProcess.shared, let stat = own.stat() else { return nil }
        let ticks = Double(Host.ticksPerSecond)
        return ProcessUsage(
            cpuSeconds: Double(stat.userTicks + stat.systemTicks) / ticks,
            virtualBytes: Double(stat.virtualBytes),
            residentBytes: Double(stat.residentPages) * Double(Host.pageSize),
            startTime: bootTime.map { Double($0) + Double(stat.startTicks) / ticks },
            openDescriptors: own.descriptors().map { Double($0) },
            maximumDescriptors: Host.openFilesLimit.map { Double($0) },
            maximumVirtualBytes: Host.addressSpaceLimit.map { Double($0) })
    }
}
