import DigitKeys
import KeyLayers
import Platform

/// The lexicon `case`: whether a token comes in lower case elsewhere, from labelled and unlabelled text. The first token of a
/// sequence, whose capital says nothing, is not counted.
///
/// While a model is learned, a token does not see what its own occurrence says.
public struct CaseClasses {
    /// The name by which layers call it.
    public static let name: LexiconName = "case"

    /// Occurrences in lower case, and all of them.
    private struct Counts {
        var lower = 0
        var all = 0
    }

    /// Fewer occurrences are marked as few.
    private static let few = 3

    private var counts: [String: Counts] = [:]

    /// Nothing counted.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Counts an occurrence.
    ///
    /// - Parameter lowered: the token in lower case.
    /// - Complexity: O(characters).
    public mutating func add(_ token: String, lowered: String, isFirst: Bool) {
        guard !isFirst else { return }
        counts[lowered, default: Counts()].all += 1
        if token == lowered { counts[lowered]?.lower += 1 }
    }

    /// The lexicon for inference.
    ///
    /// - Parameter keySource: draws the keys of its classes.
    /// - Complexity: O(tokens · log tokens).
    public func lexicon(keySource: KeySource) throws(InvalidStructure) -> Lexicon {
        let builder = builder(keySource: keySource)
        for (token, counts) in counts.sorted(by: { $0.key < $1.key }) {
            builder.add(token, class: builder.classIndex(Self.text(counts)))
        }
        return try builder.finished()
    }

    /// The values that the tokens of training data have while a model is learned: by fold and token.
    ///
    /// - Parameter lexicon: the one for inference.
    /// - Complexity: O(folds · tokens).
    public func heldOut(_ tokens: TokenDictionary, of lexicon: Lexicon) -> [UInt32] {
        let values = (0..<tokens.count).map { index -> UInt32 in
            let token = tokens[index]
            let lowered = TokenView.lower.applied(to: token)
            var others = counts[lowered] ?? Counts()
            others.all = max(others.all - 1, 0)
            if token == lowered { others.lower = max(others.lower - 1, 0) }
            return PartValue.known(lexicon.classes.index(of: Self.text(others)) ?? 0)
        }
        return (0..<HeldOutViews.folds).flatMap { _ in values }
    }

    /// A builder that knows all classes, so that what is held out has one of them.
    private func builder(keySource: KeySource) -> LexiconBuilder {
        let builder = LexiconBuilder(keySource: keySource)
        for name in Self.names { for text in [name, "\(name) few"] { _ = builder.classIndex(text) } }
        return builder
    }

    /// How often in lower case, by rising share.
    private static let names = ["never", "rarely", "seldom", "often", "mostly", "always"]
    /// The largest share of each but the last one.
    private static let shares = [0, 0.1, 0.5, 0.9, 0.999]

    private static func text(_ counts: Counts) -> String {
        guard counts.all > 0 else { return Lexicon.noClass }
        let share = Double(counts.lower) / Double(counts.all)
        let name = names[shares.firstIndex { share <= $0 } ?? shares.count]
        return counts.all < few ? "\(name) few" : name
    }
}
