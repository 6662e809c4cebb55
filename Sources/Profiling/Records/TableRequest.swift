/// What the marker of a page asks for: `bench-report: NAME columns="a | b" rows="c | d" caption="none"`.
struct TableRequest: Equatable {
    /// Name of the table.
    let name: String
    /// Titles of the columns wanted, in this order; nil for all.
    private(set) var columns: [String]?
    /// First cells of the rows wanted, in this order; nil for all.
    private(set) var rows: [String]?
    /// Whether a line below the table says when, where and by what it was recorded.
    private(set) var hasCaption = true
    /// The page.
    let file: String
    /// The line of the marker, from 1.
    let line: Int

    static let opening = "bench-report:"

    /// Whether a text has letters, digits and dashes only.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    /// Reads what follows `bench-report:`.
    init(_ text: Substring, file: String, line: Int) throws(RecordedTableError) {
        self.file = file
        self.line = line
        let text = MarkdownLines.trimmed(text)
        let name = text.prefix { !$0.isWhitespace }
        guard Self.isName(name) else {
            throw RecordedTableError(
                file: file, line: line, "the marker names no table; write '<!-- \(Self.opening) NAME -->'")
        }
        self.name = String(name)
        var rest = MarkdownLines.trimmed(text[name.endIndex...])
        while !rest.isEmpty {
            let key = rest.prefix { $0 != "=" }
            let value = rest[key.endIndex...].dropFirst(2)
            guard rest[key.endIndex...].hasPrefix("=\""), let end = value.firstIndex(of: "\"") else {
                throw RecordedTableError(
                    file: file, line: line,
                    "'\(rest)' is not understood; options look like columns=\"a | b\"")
            }
            try set(key, to: value[..<end])
            rest = MarkdownLines.trimmed(value[end...].dropFirst())
        }
    }

    private mutating func set(_ key: Substring, to value: Substring) throws(RecordedTableError) {
        switch (key, value) {
        case ("columns", _): columns = try list(key, value)
        case ("rows", _): rows = try list(key, value)
        case ("caption", "none"): hasCaption = false
        case ("caption", _):
            throw RecordedTableError(
                file: file, line: line, "caption=\"\(value)\" is not known; use caption=\"none\"")
        default:
            throw RecordedTableError(
                file: file, line: line,
                "the option '\(key)' is not known; there are columns, rows and caption")
        }
    }

    private func list(_ key: Substring, _ value: Substring) throws(RecordedTableError) -> [String] {
        guard let items = MarkdownTable.cells("|\(value)|"), !items.contains("") else {
            throw RecordedTableError(
                file: file, line: line,
                "\(key)=\"\(value)\" names nothing, or nothing between two bars; use \(key)=\"a | b\"")
        }
        return items
    }

    /// The columns and rows of a table that are wanted.
    ///
    /// - Throws: `RecordedTableError` for one that the table does not have, or has twice.
    func selection(from table: RecordedTable) throws(RecordedTableError) -> MarkdownTable {
        var part = table.table
        if let columns {
            let places = try places(of: columns, in: part.columns, kind: "column", of: table)
            part.columns = places.map { part.columns[$0] }
            part.rules = places.map { part.rules[$0] }
            part.rows = part.rows.map { row in places.map { row[$0] } }
        }
        if let rows {
            let places = try places(of: rows, in: table.rows.map { $0[0] }, kind: "row", of: table)
            part.rows = places.map { part.rows[$0] }
        }
        return part
    }

    private func places(
        of names: [String], in all: [String], kind: String, of table: RecordedTable
    ) throws(RecordedTableError) -> [Int] {
        var places: [Int] = []
        for name in names {
            guard let place = all.firstIndex(of: name) else {
                throw RecordedTableError(
                    file: file, line: line,
                    "table '\(self.name)' of \(table.file) has no \(kind) '\(name)'; it has "
                        + all.joined(separator: " | "))
            }
            guard all.lastIndex(of: name) == place else {
                throw RecordedTableError(
                    file: file, line: line,
                    "table '\(self.name)' of \(table.file) has two \(kind)s '\(name)'; leave \(kind)s=… out")
            }
            places.append(place)
        }
        return places
    }
}
