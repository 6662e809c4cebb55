/// How tokens of the data are written in the text form.
enum GraphText {
    /// Words that have a meaning of their own and stand in quotes when they are tokens of the data.
    static let reserved: Set<String> = [
        "substitute", "map", "continue", "bias", "exactly", "if", "when", "then", "else", "repeat", "nothing",
        "off", "present",
        "absent", "order", "modulo", "not", "and", "or", "count", "nearest", "place", "place-from-end",
        "length", "margin",
        "before", "after", "within", "sample", "seed", "left", "right", "all", "most",
    ]

    /// A token or a marker.
    static func text(of symbol: GraphSymbol) -> String {
        switch symbol {
        case .token(let text): isPlain(text) ? text : quoted(text)
        case .marker(let number): "⟨\(number)⟩"
        }
    }

    /// Whether a token can be written without quotes.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isPlain(first), !reserved.contains(text),
            WindowView(text) == nil
        else { return false }
        return text.unicodeScalars.allSatisfy { isPlain($0) || $0 == "-" || $0 == "_" || $0 == "'" }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber:
            true
        default: false
        }
    }

    /// A token in quotes; what does not show, and what ends a line, is escaped.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
                    .unassigned:
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
