/// Text for a terminal: wrapped, safe, and coloured where that is wanted.
struct TerminalText {
    let width: Int
    let isColoured: Bool
    private(set) var lines: [String] = []

    init(width: Int, isColoured: Bool) {
        self.width = min(max(width, 80), 120)
        self.isColoured = isColoured
    }

    /// All lines, each with its end.
    var text: String { lines.map { $0 + "\n" }.joined() }

    /// A heading after an empty line.
    mutating func heading(_ title: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append(styled(Self.safe(title), "1"))
    }

    /// An empty line.
    mutating func gap() { lines.append("") }

    /// A paragraph, wrapped; lines after the first are indented by as much as given.
    mutating func paragraph(_ text: String, indent: Int = 0, code: String? = nil) {
        var line = ""
        for word in Self.safe(text).split(separator: " ") {
            if !line.isEmpty && line.count + 1 + word.count > width {
                lines.append(code.map { styled(line, $0) } ?? line)
                line = String(repeating: " ", count: indent) + word
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        if !line.isEmpty { lines.append(code.map { styled(line, $0) } ?? line) }
    }

    /// A table whose bars are coloured.
    mutating func table(_ table: AlignedTable, shares: [Double] = []) {
        for (index, line) in table.lines(width: width, shares: shares).enumerated() {
            guard isColoured else {
                lines.append(line)
                continue
            }
            if index < 2 {
                lines.append(styled(line, "2"))
            } else if let bar = line.firstIndex(where: { "█▏▎▍▌▋▊▉".contains($0) }) {
                lines.append(line[..<bar] + styled(String(line[bar...]), "36"))
            } else {
                lines.append(line)
            }
        }
    }

    private func styled(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// Without control characters, which could steer the terminal; names come from files.
    static func safe(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: result.append(scalar == "\n" || scalar == "\t" ? " " : "\u{FFFD}")
            case .lineSeparator, .paragraphSeparator: result.append(" ")
            case .format: break
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
