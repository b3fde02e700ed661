// Columns of text, aligned for a terminal. Pure; what stands in the cells is to be harmless there already.

/// A table with a head line.
struct TextTable {
    struct Column {
        let title: String
        /// Numbers stand to the right.
        var isNumber = false
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// One more line: a cell a column.
    mutating func append(_ row: [String]) {
        rows.append(row)
    }

    var text: String {
        let lines = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line($0, widths) }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - cell.count)
            line += (index == 0 ? "" : " ") + (columns[index].isNumber ? padding + cell : cell + padding)
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line + "\n"
    }
}
