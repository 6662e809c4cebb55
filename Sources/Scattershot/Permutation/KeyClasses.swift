import DigitKeys
import KeyLayers
import Platform
import TokenPipeline

/// Whose keys a permutation search rearranges before training.
public enum PermutedKeys: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nobody's: every token keeps the key that was drawn for it.
    case none
    /// The input tokens': those with similar neighbours get keys with the same leading digits.
    case inputs
    /// The outputs': those that are confused in a short training run get keys far apart.
    case outputs
    /// Both.
    case both

    /// Whether input tokens are among them.
    public var hasInputs: Bool { self == .inputs || self == .both }
    /// Whether outputs are among them.
    public var hasOutputs: Bool { self == .outputs || self == .both }
}

/// The lexica `key1`, `key2` and `key3`: the first one, two or three digits of a token's key.
enum KeyClasses {
    /// The digits that the lexicon of a view shows; nil for any other view.
    static func digits(of view: TokenView) -> Int? {
        guard case .lexicon(let name) = view else { return nil }
        return NeighbourKeySearch.allowedDigits.first { name.description == "key\($0)" }
    }

    /// The lexicon of the first `digits` digits; tokens without a key are of no class.
    ///
    /// - Throws: `InvalidStructure` when a key has fewer digits.
    static func lexicon(
        _ keys: KeyList, digits: Int, keySource: KeySource
    ) throws(InvalidStructure) -> Lexicon {
        let builder = LexiconBuilder(keySource: keySource)
        for entry in keys.entries {
            guard entry.digits.utf8.count >= digits else {
                throw InvalidStructure(
                    "the key '\(entry.digits)' of '\(entry.token)' has fewer digits than the layer '@key\(digits)' looks at"
                )
            }
            builder.add(entry.token, class: builder.classIndex(String(entry.digits.prefix(digits))))
        }
        return try builder.finished()
    }

    /// Classes of a column's tokens as training must see them: in each fold those that are so rare elsewhere that the
    /// search would have left them out have no class, like a word of new text. nil when the list does not tell how often
    /// tokens were seen.
    ///
    /// - Returns: indices of classes, folds × tokens.
    static func heldOut(
        _ keys: KeyList, lexicon: Lexicon, tokens: TokenDictionary, corpus: EncodedCorpus, column: Int
    ) -> [UInt32]? {
        guard let least = keys.entries.compactMap(\.occurrences).min() else { return nil }
        let occurrences = Dictionary(
            keys.entries.compactMap { entry in entry.occurrences.map { (entry.token, $0) } },
            uniquingKeysWith: { first, _ in first })
        let lowered = (0..<tokens.count).map { TokenView.lower.applied(to: tokens[$0]) }
        var inFold = [[String: Int]](repeating: [:], count: HeldOutViews.folds)
        for sequence in 0..<corpus.count {
            let fold = HeldOutViews.fold(of: sequence)
            for position in corpus.positions(of: sequence) {
                inFold[fold][lowered[Int(corpus.columns[column][position])], default: 0] += 1
            }
        }
        let classes = (0..<tokens.count).map { token in
            tokens.withBytes(of: token) { UInt32(lexicon.classIndex(of: $0)) }
        }
        return (0..<HeldOutViews.folds).flatMap { fold in
            (0..<tokens.count).map { token in
                guard let count = occurrences[lowered[token]] else { return classes[token] }
                return count - inFold[fold][lowered[token], default: 0] < least ? 0 : classes[token]
            }
        }
    }
}

extension KeyList {
    /// The keys that a model's layers see, as far as they see them; nil when they see none.
    ///
    /// - Complexity: O(tokens).
    public init?(of model: Model) {
        let lexica = model.tokens.frame.columns.flatMap { column in
            zip(column.views, column.lexica).compactMap { view, lexicon in
                KeyClasses.digits(of: view).flatMap { digits in lexicon.map { (digits, $0) } }
            }
        }
        guard let lexicon = lexica.max(by: { $0.0 < $1.0 })?.1 else { return nil }
        origin = nil
        entries = (0..<lexicon.entries.count).map {
            Entry(
                token: lexicon.entries[$0], digits: lexicon.classes[Int(lexicon.classOfEntry[$0])],
                occurrences: nil)
        }
    }
}
