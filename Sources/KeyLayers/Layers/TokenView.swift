/// What a context layer sees of a token.
public enum TokenView: Sendable, Hashable {
    /// The token as it is written.
    case token
    /// The token in lower case, as `String.lowercased()` makes it.
    case lower
    /// Upper-case letters as `X`, other letters as `x`, digits as `d`, everything else as itself, equal
    /// neighbours merged.
    case shape
    /// The first characters; the whole token when it is shorter.
    case prefix(Int)
    /// The last characters, in lower case; the whole token when it is shorter.
    case suffix(Int)
    /// The class that a lexicon of this name gives the token.
    case lexicon(LexiconName)

    /// Longest prefix or suffix that can be asked for, in characters.
    public static let longestAffix = 16

    /// The view of `token`; for a lexicon that by which the token is looked up, its lower-case form.
    ///
    /// - Complexity: O(characters).
    public func applied(to token: String) -> String {
        switch self {
        case .token: token
        case .lower, .lexicon: token.lowercased()
        case .shape: Self.shape(of: token)
        case .prefix(let length): String(token.prefix(length))
        case .suffix(let length): String(token.suffix(length)).lowercased()
        }
    }

    /// True for the class of a lexicon.
    var isLexicon: Bool { if case .lexicon = self { true } else { false } }

    /// False for an affix of a length that cannot be asked for.
    var isInRange: Bool {
        switch self {
        case .token, .lower, .shape, .lexicon: true
        case .prefix(let length), .suffix(let length): (1...Self.longestAffix).contains(length)
        }
    }

    private static func shape(of token: String) -> String {
        var shape = ""
        var last: Character?
        for character in token {
            let kind: Character =
                if character.isUppercase { "X" } else if character.isLetter { "x" } else if character.isNumber
                {
                    "d"
                } else { character }
            if kind != last { shape.append(kind) }
            last = kind
        }
        return shape
    }
}

extension TokenView: CustomStringConvertible, LosslessStringConvertible {
    /// The name that stands in a layer's text: `token`, `lower`, `shape`, `prefix3`, `suffix2`, `@known`.
    public var description: String {
        switch self {
        case .token: "token"
        case .lower: "lower"
        case .shape: "shape"
        case .prefix(let length): "prefix\(length)"
        case .suffix(let length): "suffix\(length)"
        case .lexicon(let name): "@\(name)"
        }
    }

    /// The view with this name, or nil.
    ///
    /// - Complexity: O(characters).
    public init?(_ name: String) {
        switch name {
        case "token": self = .token
        case "lower": self = .lower
        case "shape": self = .shape
        case _ where name.hasPrefix("@"):
            guard let lexicon = LexiconName(String(name.dropFirst())) else { return nil }
            self = .lexicon(lexicon)
        default:
            let word = name.hasPrefix("prefix") ? "prefix" : "suffix"
            guard name.hasPrefix(word), let length = Int(name.dropFirst(word.count)),
                (1...Self.longestAffix).contains(length), name == "\(word)\(length)"
            else { return nil }
            self = word == "prefix" ? .prefix(length) : .suffix(length)
        }
    }
}
