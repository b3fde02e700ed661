// One line of /proc/PID/mountinfo (proc_pid_mountinfo(5)), taken apart without copying it:
//
//   36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue
//   id parent device root path options [optional fields] - file system, source, its options
//
// Pure; it never looks at a file.

/// Where in a line its fields are. Root, path and source have their blanks and backslashes escaped.
struct MountLine {
    /// Which folder of the file system is its top; of a namespace's mount "net:[4026532177]".
    let root: Range<Int>
    /// Where it is mounted, below the root folder of the process whose file this is.
    let path: Range<Int>
    let fileSystem: Range<Int>
    /// The options of the file system, which are the same wherever it is mounted.
    let options: Range<Int>

    /// nil where a field is missing. How many optional fields there are differs from kernel to kernel.
    init?(_ line: Span<UInt8>) {
        var fields = Fields(line.count)
        guard let idField = fields.next(in: line), let parentField = fields.next(in: line),
            Self.isID(line, idField), Self.isID(line, parentField),
            fields.next(in: line) != nil, let root = fields.next(in: line), let path = fields.next(in: line),
            fields.next(in: line) != nil
        else { return nil }
        // As many as there are fields in the line.
        while let field = fields.next(in: line) {
            guard field.count == 1, line[field.lowerBound] == UInt8(ascii: "-") else { continue }
            guard let fileSystem = fields.next(in: line), fields.next(in: line) != nil else { return nil }
            self.root = root
            self.path = path
            self.fileSystem = fileSystem
            options = fields.next(in: line) ?? line.count..<line.count
            return
        }
        return nil
    }

    private static func isID(_ line: Span<UInt8>, _ field: Range<Int>) -> Bool {
        Bytes.decimal(in: line, field).flatMap(Int32.init(exactly:)) != nil
    }

    /// A run through what single spaces part; a source may be empty (fs/proc_namespace.c, show_mountinfo).
    private struct Fields {
        private var position = 0
        private let end: Int

        init(_ end: Int) {
            self.end = end
        }

        mutating func next(in line: Span<UInt8>) -> Range<Int>? {
            guard position <= end else { return nil }
            let stop = Bytes.first(UInt8(ascii: " "), in: line, position..<end) ?? end
            let field = position..<stop
            position = stop + 1
            return field
        }
    }

    /// A field without its escapes: blank, tab, line feed and backslash are written as "\040", "\011", "\012", "\134"
    /// (fs/seq_file.c, mangle_path), "#" as "\043". A backslash that no three octal digits follow stands for itself.
    static func decoded(_ line: Span<UInt8>, _ field: Range<Int>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count)
        var index = field.lowerBound
        while index < field.upperBound {
            if let byte = escaped(line, at: index, before: field.upperBound) {
                bytes.append(byte)
                index += 4
            } else {
                bytes.append(line[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escaped(_ line: Span<UInt8>, at index: Int, before end: Int) -> UInt8? {
        guard line[index] == UInt8(ascii: "\\"), index + 4 <= end else { return nil }
        var value = 0
        for place in index + 1..<index + 4 {
            let digit = line[place] &- UInt8(ascii: "0")
            guard digit < 8 else { return nil }
            value = value * 8 + Int(digit)
        }
        return UInt8(exactly: value)
    }
}
