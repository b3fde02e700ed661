// How many live streams go where.

internal import Linux

/// A count of streams by host.
struct StreamCensus {
    private var counts: [SocketAddress: Int] = [:]
    private(set) var total = 0

    subscript(host: SocketAddress) -> Int { counts[host] ?? 0 }

    mutating func begin(to host: SocketAddress) {
        total += 1
        counts[host, default: 0] += 1
    }

    mutating func end(to host: SocketAddress) {
        total -= 1
        let left = self[host] - 1
        counts[host] = left > 0 ? left : nil
    }
}
