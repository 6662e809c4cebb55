import TextTable

/// A table for a terminal of a given width: columns as wide as their contents, two spaces between them, and the least important ones
/// left out when they do not fit.
struct AlignedTable {
    /// A column with its cells.
    struct Cells {
        var title: String
        var isNumber = true
        /// Columns of the highest number are left out first; those of 0 always stay.
        var dispensability = 0
        var cells: [String]
    }

    var columns: [Cells]

    /// Width of the column of bars at which they still say something, and the most they get.
    private static let barWidths = 5...20

    /// Columns from this dispensability on give way to bars.
    private static let lessThanBars = 3

    /// The lines of the table: the titles, a rule, a line for each row.
    ///
    /// - Parameters:
    ///   - width: Characters of a line.
    ///   - shares: Bars of these lengths, 0 to 1, follow the last column as far as there is room.
    func lines(width: Int, shares: [Double] = []) -> [String] {
        guard let rows = columns.first?.cells.count, rows > 0 else { return [] }
        var shown = columns
        while total(shown) > width, let worst = shown.map(\.dispensability).max(), worst > 0 {
            shown.removeLast(where: { $0.dispensability == worst })
        }
        while !shares.isEmpty, width - total(shown) - 2 < Self.barWidths.lowerBound,
            shown.contains(where: { $0.dispensability >= Self.lessThanBars })
        {
            shown.removeLast(where: { $0.dispensability >= Self.lessThanBars })
        }
        let room = width - total(shown) - 2
        if !shares.isEmpty && room >= Self.barWidths.lowerBound {
            let longest = min(room, Self.barWidths.upperBound)
            shown.append(
                Cells(title: "", isNumber: false, cells: shares.map { Self.bar($0, width: longest) }))
        } else if total(shown) > width {
            shrinkFirst(&shown, to: width)
        }
        let text = TextTable<Int> { row in
            shown.map { column in
                Column(
                    title: column.title, value: column.cells[row], width: Self.width(column),
                    align: column.isNumber ? .right : .left)
            }
        }.string(for: Array(0..<rows), style: SpacedColumns.self)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    /// Whether all columns fit.
    func fits(width: Int) -> Bool { total(columns) <= width }

    private func total(_ columns: [Cells]) -> Int {
        columns.reduce(0) { $0 + Self.width($1) } + 2 * (columns.count - 1)
    }

    private func shrinkFirst(_ shown: inout [Cells], to width: Int) {
        let room = max(4, Self.width(shown[0]) - (total(shown) - width))
        shown[0].cells = shown[0].cells.map { $0.count > room ? $0.prefix(room - 1) + "…" : $0 }
        if shown[0].title.count > room { shown[0].title = String(shown[0].title.prefix(room)) }
    }

    private static func width(_ column: Cells) -> Int {
        column.cells.reduce(column.title.count) { max($0, $1.count) }
    }

    /// A bar in eighths of a character.
    static func bar(_ share: Double, width: Int) -> String {
        let eighths = Int((min(max(share.isFinite ? share : 0, 0), 1) * Double(width) * 8).rounded())
        let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        return String(repeating: "█", count: eighths / 8) + rest
    }
}

extension Array {
    fileprivate mutating func removeLast(where isWanted: (Element) -> Bool) {
        if let index = lastIndex(where: isWanted) { remove(at: index) }
    }
}

/// Two spaces between columns, none at the end of a line.
private enum SpacedColumns: TextTableStyle {
    static func prepare(_ text: String, for column: Column) -> String {
        Simple.prepare(text, for: column)
    }

    static func escape(_ text: String) -> String { text }

    static func begin(_ table: inout String, index: Int, columns: [Column]) {}

    static func end(_ table: inout String, index: Int, columns: [Column]) {}

    static func header(_ table: inout String, index: Int, columns: [Column]) {
        add(columns.map { $0.headerString(for: self) }, to: &table)
        add(columns.map { $0.repeated("─") }, to: &table)
    }

    static func row(_ table: inout String, index: Int, columns: [Column]) {
        add(columns.map { $0.string(for: self) }, to: &table)
    }

    private static func add(_ cells: [String], to table: inout String) {
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        table += line + "\n"
    }
}
