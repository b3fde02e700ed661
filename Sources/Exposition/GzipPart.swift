// A piece of a gzip file, compressed by itself, so that pieces that seldom change need not be compressed for every
// answer. Pieces in a row, each but the last ended by a full flush, are one deflate stream (RFC 1951); with a header
// before them and a trailer behind they are one gzip member (RFC 1952), which every client reads.

internal import CZlib

/// Compressed bytes, and what the trailer has to know of the plain ones.
package struct GzipPart: Equatable, Sendable {
    fileprivate let deflated: [UInt8]
    fileprivate let checksum: UInt
    fileprivate let length: Int

    fileprivate init(deflated: [UInt8], checksum: UInt, length: Int) {
        self.deflated = deflated
        self.checksum = checksum
        self.length = length
    }

    /// The gzip file that these pieces make; the last one must have been made as the last.
    package static func file(_ parts: [GzipPart]) -> [UInt8] {
        // Magic, deflate, no flags, no time, no extra flags, Unix (RFC 1952, section 2.3).
        var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
        bytes.reserveCapacity(18 + parts.reduce(0) { $0 + $1.deflated.count })
        var checksum: UInt = 0
        var length = 0
        for part in parts {
            bytes += part.deflated
            checksum = crc32_combine(checksum, part.checksum, part.length)
            length += part.length
        }
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: checksum))
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: length))
        return bytes
    }
}

/// Compresses one piece after another in one stream, whose memory (256 KiB) is used again. The pointer never leaves it.
@safe
package struct Gzip: ~Copyable {
    /// Of 1 to 9: metrics shrink to 12 % at 6 and to 14 % at 1, which takes a third of the time.
    private static let level: Int32 = 1

    private let stream: UnsafeMutablePointer<z_stream>

    /// nil where there is no memory for it.
    package init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe cz_start_raw(stream, Self.level) == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// - Parameter isLast: whether the file ends with it.
    package mutating func part(_ bytes: [UInt8], isLast: Bool) -> GzipPart {
        unsafe deflateReset(stream)
        // What a full flush and an empty last block may add.
        var output = [UInt8](repeating: 0, count: Int(unsafe deflateBound(stream, UInt(bytes.count))) + 16)
        var checksum: UInt = 0
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { room in
                unsafe checksum = crc32(0, input.baseAddress, UInt32(input.count))
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = room.baseAddress
                unsafe stream.pointee.avail_out = UInt32(room.count)
                _ = unsafe deflate(stream, isLast ? Z_FINISH : Z_FULL_FLUSH)
            }
        }
        output.removeLast(Int(unsafe stream.pointee.avail_out))
        return GzipPart(deflated: output, checksum: checksum, length: bytes.count)
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian number: UInt32) {
        for shift in stride(from: 0, to: 32, by: 8) { append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }
}
