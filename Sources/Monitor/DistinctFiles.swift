// Tells open files apart that several processes may share, so that each is counted once.

internal import Linux

/// Open files of which no two are the same one, in the kernel's order of them (OpenFile.compared).
struct DistinctFiles: Sendable {
    /// How a file stands to those that are known.
    enum Standing: Equatable, Sendable {
        case known
        /// It is none of them, and belongs at this index.
        case new(Int)
        /// It may be one of them.
        case unclear
    }

    private let canCompare: Bool
    private var files: [OpenFile] = []

    /// - Parameter canCompare: whether the kernel has kcmp(2) for us.
    init(canCompare: Bool) {
        self.canCompare = canCompare
    }

    /// Looks a file up. Known ones that are closed by now are forgotten.
    mutating func standing(of file: OpenFile) -> Standing {
        guard canCompare else { return files.isEmpty ? .new(0) : .unclear }
        var range = files.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            do throws(Errno) {
                switch try file.compared(to: files[middle]) {
                case .same: return .known
                case .less: range = range.lowerBound..<middle
                case .greater: range = middle + 1..<range.upperBound
                case .different: return .unclear
                }
            } catch {
                // The fault may be the file's own.
                guard !Self.isClosed(file), Self.isClosed(files[middle]) else { return .unclear }
                files.remove(at: middle)
                range = range.lowerBound..<range.upperBound - 1
            }
        }
        return .new(range.lowerBound)
    }

    /// Adds one that was just found to be new, at its index.
    mutating func insert(_ file: OpenFile, at index: Int) {
        files.insert(file, at: index)
    }

    private static func isClosed(_ file: OpenFile) -> Bool {
        do throws(Errno) {
            _ = try file.compared(to: file)
            return false
        } catch {
            return error == .noProcess || error == .badDescriptor
        }
    }
}
