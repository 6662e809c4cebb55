/// When, where and by what a recorded file came about, as its list of facts says.
public struct RecordFacts: Sendable, Equatable {
    /// The date, YYYY-MM-DD, with the time of day, HH:MM, where it is known; later ones sort behind earlier ones.
    public let date: String
    /// The commit that was measured.
    public let commit: String?
    /// The machine.
    public let machine: String?
    /// The command that measured.
    public let command: String?

    init(_ lines: [MarkdownLines.Line], file: String) throws(RecordedTableError) {
        /// The text after `- NAME: `.
        func fact(_ name: String) -> (line: Int, text: Substring)? {
            for line in lines where !line.isCode && line.trimmed.hasPrefix("- \(name):") {
                return (line.number, MarkdownLines.trimmed(line.trimmed.dropFirst(name.count + 3)))
            }
            return nil
        }
        guard let dated = fact("date") else {
            throw RecordedTableError(file: file, "has tables but no date; add a line '- date: YYYY-MM-DD'")
        }
        let parts = dated.text.split(separator: ";").map(MarkdownLines.trimmed)
        let words = parts.first?.split(separator: " ") ?? []
        guard let day = words.first, Self.matches(day, "0000-00-00") else {
            throw RecordedTableError(
                file: file, line: dated.line, "'\(dated.text)' is no date; write it as '- date: YYYY-MM-DD'")
        }
        let time = words.dropFirst().first.flatMap { Self.matches($0, "00:00") ? $0 : nil }
        date = time.map { "\(day) \($0)" } ?? String(day)
        commit = parts.first { $0.hasPrefix("commit ") }.map { String($0.dropFirst("commit ".count)) }
        machine = fact("machine").map { String($0.text) }
        command = fact("command").map { Self.quoted($0.text) }
    }

    /// Whether a text has digits where the pattern has zeros, and the pattern's own characters elsewhere.
    private static func matches(_ text: Substring, _ pattern: String) -> Bool {
        text.count == pattern.count
            && zip(text, pattern).allSatisfy { character, sign in
                sign == "0" ? ("0"..."9").contains(character) : character == sign
            }
    }

    /// What stands between the first two backticks, or everything.
    private static func quoted(_ text: Substring) -> String {
        let parts = text.split(separator: "`", maxSplits: 2, omittingEmptySubsequences: false)
        return String(parts.count == 3 ? parts[1] : text)
    }
}
