/// A table of GitHub's Markdown: rows of cells between bars.
struct MarkdownTable: Sendable, Equatable {
    /// Titles of the columns, as Markdown; several may be equal.
    var columns: [String]
    /// What stands below the titles, for example `---` or `--:`, which says how a column is aligned.
    var rules: [String]
    /// Rows with as many cells as there are columns, as Markdown.
    var rows: [[String]]

    /// The cells of a line that begins and ends with a bar; nil for any other line. `\|` is no end of a cell.
    static func cells(_ line: Substring) -> [String]? {
        var cells: [String] = []
        var cell = ""
        var isEscaped = false
        guard line.first == "|", line.count > 1 else { return nil }
        for character in line.dropFirst() {
            if character == "|", !isEscaped {
                cells.append(String(MarkdownLines.trimmed(cell[...])))
                cell = ""
            } else {
                cell.append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return cell.isEmpty ? cells : nil
    }

    /// Reads the table whose titles stand in the first of these lines; it ends at the first line without a bar in front.
    ///
    /// - Throws: `RecordedTableError` that names the line which does not fit.
    init(_ lines: ArraySlice<MarkdownLines.Line>, file: String) throws(RecordedTableError) {
        var iterator = lines.prefix { !$0.isCode && $0.trimmed.hasPrefix("|") }.makeIterator()
        /// The cells of the next line.
        func next() throws(RecordedTableError) -> (line: Int, cells: [String])? {
            guard let line = iterator.next() else { return nil }
            guard let cells = Self.cells(line.trimmed) else {
                throw RecordedTableError(
                    file: file, line: line.number,
                    "the row has no bar at its end; write it as '| cell | cell |', with '\\|' for a bar in a cell"
                )
            }
            return (line.number, cells)
        }
        let start = lines.first?.number ?? 1
        guard let head = try next() else {
            throw RecordedTableError(
                file: file, line: start, "a table must follow its marker; put '| title | title |' here")
        }
        columns = head.cells
        guard let rule = try next(), rule.cells.count == columns.count,
            rule.cells.allSatisfy(Self.isRule)
        else {
            throw RecordedTableError(
                file: file, line: head.line + 1,
                "below \(columns.count) titles there must be a line of \(columns.count) rules: '|---|'")
        }
        rules = rule.cells
        rows = []
        while let row = try next() {
            guard row.cells.count == columns.count else {
                throw RecordedTableError(
                    file: file, line: row.line,
                    "the row has \(row.cells.count) cells and the table \(columns.count) columns; make them equal"
                )
            }
            rows.append(row.cells)
        }
    }

    private static func isRule(_ cell: String) -> Bool {
        var dashes = cell[...]
        if dashes.first == ":" { dashes.removeFirst() }
        if dashes.last == ":" { dashes.removeLast() }
        return !dashes.isEmpty && dashes.allSatisfy { $0 == "-" }
    }

    /// The lines of the table.
    var lines: [String] {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        return [line(columns), "|" + rules.joined(separator: "|") + "|"] + rows.map(line)
    }
}
