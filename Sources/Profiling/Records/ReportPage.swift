/// A Markdown file with places for recorded tables:
///
///     <!-- bench-report: NAME -->
///     (the table, written by `scattershot bench-report`)
///     <!-- end of bench-report -->
public struct ReportPage: Sendable {
    /// Path of the file.
    public let file: String
    private let lines: [MarkdownLines.Line]
    private let places: [Place]

    /// What stands between two markers.
    private struct Place {
        var request: TableRequest
        /// Indices of the lines between the markers.
        var body: Range<Int>
    }

    /// What became of one place of a page.
    public struct Entry: Sendable, Equatable {
        /// Name of the table.
        public let name: String
        /// The line of the marker, from 1.
        public let line: Int
        /// The recorded file that has the newest table.
        public let source: String
        /// Whether the page said something else than that table.
        public let isStale: Bool
    }

    private static let closing = "end of bench-report"

    /// Finds the places of a page. Markers in fenced code are examples and do not count.
    ///
    /// - Throws: ``RecordedTableError`` for a file that is not UTF-8, a marker that is not understood, not closed or not opened,
    ///   and a page without any.
    /// - Complexity: O(length of the file).
    public init(_ bytes: [UInt8], file: String) throws(RecordedTableError) {
        self.file = file
        lines = try MarkdownLines(bytes, file: file).lines
        var places: [Place] = []
        var open: TableRequest?
        for line in lines {
            guard let comment = line.comment else { continue }
            if comment.hasPrefix(TableRequest.opening) {
                if let open { throw Self.unclosed(open) }
                open = try TableRequest(
                    comment.dropFirst(TableRequest.opening.count), file: file, line: line.number)
            } else if comment == Self.closing {
                guard let request = open else {
                    throw RecordedTableError(
                        file: file, line: line.number,
                        "the marker closes nothing; put '<!-- \(TableRequest.opening) NAME -->' before it")
                }
                places.append(Place(request: request, body: request.line..<line.number - 1))
                open = nil
            } else if comment.hasPrefix("bench-report") {
                throw RecordedTableError(
                    file: file, line: line.number,
                    "the marker is not understood; use '\(TableRequest.opening) NAME' or '\(Self.closing)'")
            }
        }
        if let open { throw Self.unclosed(open) }
        guard !places.isEmpty else {
            throw RecordedTableError(
                file: file,
                "has no place for a table; put '<!-- \(TableRequest.opening) NAME -->' and '<!-- \(Self.closing) -->' in it"
            )
        }
        self.places = places
    }

    private static func unclosed(_ request: TableRequest) -> RecordedTableError {
        RecordedTableError(
            file: request.file, line: request.line,
            "the marker of '\(request.name)' is not closed; put '<!-- \(closing) -->' after the table")
    }

    /// The page with the newest tables in their places, and what became of each place.
    ///
    /// - Throws: ``RecordedTableError`` for a table, column or row that is not recorded.
    /// - Complexity: O(length of the page + length of the tables).
    public func filled(
        from records: RecordCollection
    ) throws(RecordedTableError) -> (bytes: [UInt8], entries: [Entry]) {
        var output: [Substring] = []
        var entries: [Entry] = []
        var copied = 0
        for place in places {
            let request = place.request
            guard let table = try records.newest(request.name) else {
                let names = records.names
                throw RecordedTableError(
                    file: file, line: request.line,
                    "no table '\(request.name)' is recorded in \(records.folder); "
                        + (names.isEmpty
                            ? "there is none at all" : "there are \(names.joined(separator: ", "))"))
            }
            let marker = lines[place.body.lowerBound - 1].text
            // Bytes of the marker's line decide, since a page keeps its kind of line ends and its indentation.
            let end = marker.utf8.last == 0x0D ? "\r" : ""
            let indentation = marker.prefix { $0 == " " || $0 == "\t" }
            let new = try text(of: table, for: request).map { line in
                Substring((line.isEmpty ? "" : indentation + line) + end)
            }
            let old = lines[place.body].map(\.text)
            output += lines[copied..<place.body.lowerBound].map(\.text) + new
            copied = place.body.upperBound
            let isSame = old.count == new.count && zip(old, new).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
            entries.append(
                Entry(name: request.name, line: request.line, source: table.file, isStale: !isSame))
        }
        output += lines[copied...].map(\.text)
        return (Array(output.joined(separator: "\n").utf8), entries)
    }

    private func text(of table: RecordedTable, for request: TableRequest) throws(RecordedTableError)
        -> [String]
    {
        let lines = try request.selection(from: table).lines
        return request.hasCaption ? lines + ["", caption(of: table)] : lines
    }

    private func caption(of table: RecordedTable) -> String {
        let facts = table.facts
        let path = RelativePath.path(to: table.file, fromFile: file)
        var text = "[Recorded](\(path)) \(facts.date)"
        if let commit = facts.commit { text += " at \(commit)" }
        if let command = facts.command { text += " with `\(command)`" }
        if let machine = facts.machine { text += " on \(machine)" }
        return text + "."
    }
}
