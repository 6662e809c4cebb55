/// A piece of a line.
struct GraphLexeme {
    enum Kind: Hashable {
        /// A keyword, a view, a cell, a number, a weight or an unquoted token of the data.
        case word(String)
        /// A token of the data in quotes.
        case quoted(String)
        /// A marker.
        case marker(Int)
        /// A bracket, a comma, a relation, an arrow.
        case sign(String)
        case end
    }

    let kind: Kind
    /// Where it starts, counting scalars from 1.
    let column: Int

    /// How it is called in messages.
    var name: String {
        switch kind {
        case .word(let text), .sign(let text): "'\(text)'"
        case .quoted(let text): GraphText.quoted(text)
        case .marker(let number): "'⟨\(number)⟩'"
        case .end: "the end of the line"
        }
    }
}

/// Cuts a line into lexemes, by Unicode scalars: what a token of the data begins with never merges with what stands before.
struct GraphLexer {
    private let scalars: [Unicode.Scalar]
    private var next = 0

    init(_ line: some StringProtocol) { scalars = Array(line.unicodeScalars) }

    /// All lexemes, `end` the last one.
    mutating func lexemes() throws(GraphTextError) -> [GraphLexeme] {
        var lexemes: [GraphLexeme] = []
        while true {
            while next < scalars.count, scalars[next].properties.isWhitespace { next += 1 }
            let column = next + 1
            guard next < scalars.count else {
                return lexemes + [GraphLexeme(kind: .end, column: column)]
            }
            lexemes.append(GraphLexeme(kind: try kind(), column: column))
        }
    }

    private mutating func kind() throws(GraphTextError) -> GraphLexeme.Kind {
        let scalar = scalars[next]
        if scalar == "\"" { return .quoted(try quoted()) }
        if scalar == "⟨" { return .marker(try marker()) }
        if isArrow(next) { return sign(2) }
        if "<>!".unicodeScalars.contains(scalar), next + 1 < scalars.count, scalars[next + 1] == "=" {
            return sign(2)
        }
        if Self.signs.contains(scalar) { return sign(1) }
        var word = String.UnicodeScalarView()
        while next < scalars.count, !isBoundary(next) {
            word.append(scalars[next])
            next += 1
        }
        guard !word.isEmpty else {
            throw GraphTextError(
                column: next + 1,
                "cannot read '\(scalar)'; write tokens of the data that are not plain words in quotes")
        }
        return .word(String(word))
    }

    private static let signs: Set<Unicode.Scalar> = ["(", ")", "{", "}", ",", ";", "=", "<", ">"]

    private func isArrow(_ index: Int) -> Bool {
        scalars[index] == "-" && index + 1 < scalars.count && scalars[index + 1] == ">"
    }

    private func isBoundary(_ index: Int) -> Bool {
        let scalar = scalars[index]
        return scalar.properties.isWhitespace || Self.signs.contains(scalar) || isArrow(index)
            || scalar == "\"" || scalar == "⟨" || scalar == "⟩" || scalar == "!"
    }

    private mutating func sign(_ count: Int) -> GraphLexeme.Kind {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[next..<next + count])
        next += count
        return .sign(String(text))
    }

    private mutating func marker() throws(GraphTextError) -> Int {
        let start = next
        let end = scalars[start...].firstIndex(of: "⟩")
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start...(end ?? start)])
        guard let end, case .marker(let number)? = GraphSymbol(marker: String(text)) else {
            throw GraphTextError(
                column: start + 1,
                "'\(String(text))' is no marker; markers are ⟨\(GraphSymbol.markers.lowerBound)⟩ to ⟨\(GraphSymbol.markers.upperBound)⟩"
            )
        }
        next = end + 1
        return number
    }

    private mutating func quoted() throws(GraphTextError) -> String {
        let start = next
        next += 1
        var text = String.UnicodeScalarView()
        while next < scalars.count {
            let scalar = scalars[next]
            next += 1
            switch scalar {
            case "\"": return String(text)
            case "\\": text.append(try escaped())
            default: text.append(scalar)
            }
        }
        throw GraphTextError(column: start + 1, "the quote is not closed; add '\"'")
    }

    private mutating func escaped() throws(GraphTextError) -> Unicode.Scalar {
        let unreadable = GraphTextError(
            column: next, "unknown escape; there are \\\", \\\\, \\n, \\t and \\u{…} with hexadecimal digits")
        guard next < scalars.count else { throw unreadable }
        next += 1
        switch scalars[next - 1] {
        case "\"": return "\""
        case "\\": return "\\"
        case "n": return "\n"
        case "t": return "\t"
        case "u":
            guard next < scalars.count, scalars[next] == "{",
                let end = scalars[next...].prefix(8).firstIndex(of: "}")
            else { throw unreadable }
            var digits = String.UnicodeScalarView()
            digits.append(contentsOf: scalars[next + 1..<end])
            guard let value = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(value) else {
                throw unreadable
            }
            next = end + 1
            return scalar
        default: throw unreadable
        }
    }
}
