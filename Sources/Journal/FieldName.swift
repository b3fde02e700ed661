// Which field names journald accepts: it drops the others without a word (systemd.journal-fields(7)). Pure.

/// Makes names acceptable.
enum FieldName {
    /// A field's name has at most 64 bytes.
    private static let maximumBytes = 64

    /// In upper case, every byte but A-Z, 0-9 and "_" replaced by "_", without leading "_" (those are journald's own)
    /// or digits, cut to 64 bytes; nil where nothing is left.
    static func accepted(_ name: String) -> String? {
        let bytes = name.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
        let kept = bytes.drop { !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        return kept.isEmpty ? nil : String(decoding: kept.prefix(maximumBytes), as: UTF8.self)
    }
}
