// The chunked transfer coding (RFC 9112, section 7.1). Pure.

/// A chunk.
enum Chunk {
    private static let lineEnd: [UInt8] = [.carriageReturn, .lineFeed]
    /// The chunk of length zero, without trailers.
    private static let end = Array("0\r\n\r\n".utf8)

    /// `piece` as a chunk, and what ends the content behind it; nothing for an empty piece, whose chunk would end it.
    static func bytes(_ piece: [UInt8], isLast: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(piece.count + 16)
        if !piece.isEmpty {
            bytes += String(piece.count, radix: 16).utf8
            bytes += lineEnd
            bytes += piece
            bytes += lineEnd
        }
        if isLast { bytes += end }
        return bytes
    }
}
