// The two clocks, read directly: monotonic for how long, realtime for when.

internal import CLinux
internal import Glibc

/// clock_gettime(2).
package enum Clock {
    /// A moment on the monotonic clock: it never steps, and it means nothing outside this boot.
    package struct Moment: Comparable, Sendable {
        package let nanoseconds: Int64

        package init(nanoseconds: Int64) {
            self.nanoseconds = nanoseconds
        }

        package static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

        package func milliseconds(since earlier: Moment) -> Int64 {
            (nanoseconds - earlier.nanoseconds) / 1_000_000
        }

        package func seconds(since earlier: Moment) -> Double {
            Double(nanoseconds - earlier.nanoseconds) / 1e9
        }

        package func adding(milliseconds: Int64) -> Moment {
            Moment(nanoseconds: nanoseconds + milliseconds * 1_000_000)
        }
    }

    package static var monotonic: Moment { Moment(nanoseconds: read(CLOCK_MONOTONIC)) }

    /// Nanoseconds since 1970-01-01T00:00:00Z.
    package static var realtimeNanoseconds: Int64 { read(CLOCK_REALTIME) }

    /// Seconds since 1970-01-01T00:00:00Z, as Prometheus writes time.
    package static var realtimeSeconds: Double { Double(realtimeNanoseconds) / 1e9 }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // It can fail only for a clock that the kernel lacks or a bad pointer; both clocks exist since Linux 2.6.
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
