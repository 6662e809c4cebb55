/// The lines of a Markdown file, with those inside fenced code told apart, since markers and tables there are examples.
struct MarkdownLines {
    /// A line without its end.
    struct Line {
        /// Counted from 1.
        let number: Int
        let text: Substring
        /// Whether it belongs to fenced code.
        let isCode: Bool

        /// The text without blanks at both ends, which include the carriage return of a file from Windows.
        var trimmed: Substring { MarkdownLines.trimmed(text) }

        /// What stands in the comment that the line consists of; nil when it is anything else.
        var comment: Substring? {
            let text = trimmed
            guard !isCode, text.count >= 7, text.hasPrefix("<!--"), text.hasSuffix("-->") else { return nil }
            return MarkdownLines.trimmed(text.dropFirst(4).dropLast(3))
        }
    }

    let lines: [Line]

    /// Cuts a file into lines; the last one is empty when the file ends with a line's end.
    init(_ bytes: [UInt8], file: String) throws(RecordedTableError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RecordedTableError(file: file, "is not valid UTF-8; save it as UTF-8")
        }
        var fence: Substring?
        var lines: [Line] = []
        // By bytes: as characters, a carriage return and a line feed are one.
        for part in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let line = Substring(part)
            var isCode = fence != nil
            if let open = fence {
                if Self.fence(of: line).map({ $0.hasPrefix(open) && Self.trimmed(line) == $0 }) == true {
                    fence = nil
                }
            } else if let opening = Self.fence(of: line) {
                fence = opening
                isCode = true
            }
            lines.append(Line(number: lines.count + 1, text: line, isCode: isCode))
        }
        self.lines = lines
    }

    /// The three or more backticks or tildes that a line begins with.
    private static func fence(of line: Substring) -> Substring? {
        let text = trimmed(line)
        guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
        let marks = text.prefix { $0 == mark }
        // Backticks further on make it code within a line.
        if mark == "`", text.dropFirst(marks.count).contains("`") { return nil }
        return marks.count >= 3 ? marks : nil
    }

    static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}
