// The characters that HTTP's grammar is made of (RFC 9110, section 5.6), as tests on bytes. Pure.

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let tab = UInt8(ascii: "\t")
    static let space = UInt8(ascii: " ")

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// tchar.
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: isDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }

    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension ArraySlice<UInt8> {
    var isToken: Bool { !isEmpty && allSatisfy(\.isTokenByte) }

    /// Without the spaces and tabs (OWS) at both ends.
    var trimmingWhitespace: ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == .space || byte == .tab }
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}

extension String {
    var trimmingWhitespace: String {
        String(decoding: Array(utf8)[...].trimmingWhitespace, as: UTF8.self)
    }
}
