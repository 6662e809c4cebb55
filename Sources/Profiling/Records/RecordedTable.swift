/// A named table of a recorded file, with what the file says about how it came about.
public struct RecordedTable: Sendable, Equatable, Encodable {
    /// The name that the marker above the table gives it.
    public let name: String
    /// Path of the file.
    public let file: String
    /// The line of the marker, from 1.
    public let line: Int
    /// What the head of the file says.
    public let facts: RecordFacts
    let table: MarkdownTable

    /// Titles of the columns, as Markdown.
    public var columns: [String] { table.columns }

    /// Rows with as many cells as there are columns, as Markdown.
    public var rows: [[String]] { table.rows }

    private enum CodingKeys: CodingKey {
        case name, file, line, date, commit, machine, command, columns, rows
    }

    /// Writes one flat object.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(name, forKey: .name)
        try object.encode(file, forKey: .file)
        try object.encode(line, forKey: .line)
        try object.encode(facts.date, forKey: .date)
        try object.encodeIfPresent(facts.commit, forKey: .commit)
        try object.encodeIfPresent(facts.machine, forKey: .machine)
        try object.encodeIfPresent(facts.command, forKey: .command)
        try object.encode(columns, forKey: .columns)
        try object.encode(rows, forKey: .rows)
    }

    /// The named tables of a recorded file.
    ///
    /// A table has a name when the line `<!-- table: NAME -->` stands above it. The file's list of facts must have a line
    /// `- date: YYYY-MM-DD` (a time of day, `HH:MM`, may follow), and may have `- machine: …` and
    /// `- command: …`; a part `commit …` of the date's line is the commit.
    ///
    /// - Throws: ``RecordedTableError`` for a file that is not UTF-8, a marker without a table, a table whose rows do not fit its
    ///   titles, a name that is given twice or badly spelt, and a file with tables but without a date.
    /// - Complexity: O(length of the file).
    public static func tables(in bytes: [UInt8], file: String) throws(RecordedTableError) -> [RecordedTable] {
        let lines = try MarkdownLines(bytes, file: file).lines
        var tables: [RecordedTable] = []
        var facts: RecordFacts?
        for (index, line) in lines.enumerated() {
            guard let comment = line.comment, comment.hasPrefix("table:") else { continue }
            let name = String(MarkdownLines.trimmed(comment.dropFirst("table:".count)))
            guard TableRequest.isName(name) else {
                throw RecordedTableError(
                    file: file, line: line.number,
                    "'\(name)' is no name of a table; use letters, digits and dashes")
            }
            if let other = tables.first(where: { $0.name == name }) {
                throw RecordedTableError(
                    file: file, line: line.number,
                    "line \(other.line) already has a table '\(name)'; give each a name of its own")
            }
            if facts == nil { facts = try RecordFacts(lines, file: file) }
            guard let facts else { continue }
            let body = lines[(index + 1)...].drop { $0.trimmed.isEmpty }
            tables.append(
                RecordedTable(
                    name: name, file: file, line: line.number, facts: facts,
                    table: try MarkdownTable(
                        body.isEmpty ? lines[index...] : body, file: file)))
        }
        return tables
    }
}
