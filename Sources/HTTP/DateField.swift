// The field Date, which every answer has: written once a second.

internal import Linux

/// The value of the field Date at the last second that was asked for.
struct DateField {
    private var second: Int64 = -1
    private var bytes: [UInt8] = []

    /// IMF-fixdate (RFC 9110, section 5.6.7), in ASCII.
    mutating func current() -> [UInt8] {
        let now = Clock.realtimeNanoseconds / 1_000_000_000
        if now != second {
            second = now
            bytes = Array(CivilTime(secondsSince1970: now).imfFixdate.utf8)
        }
        return bytes
    }
}
