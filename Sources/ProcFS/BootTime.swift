// /proc/stat: of its lines, the one that says when the host booted (proc_stat(5)).

internal import Linux

/// Reads the line "btime" of /proc/stat.
package enum BootTime {
    /// Seconds since 1970-01-01T00:00:00Z.
    package static func read() -> UInt64? {
        guard let text = try? File.readText("/proc/stat") else { return nil }
        return parse(text)
    }

    static func parse(_ text: String) -> UInt64? {
        for line in text.split(separator: "\n") where line.hasPrefix("btime ") {
            return UInt64(line.dropFirst("btime ".count))
        }
        return nil
    }
}
