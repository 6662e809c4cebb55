import DigitKeys
import KeyLayers
import Platform

/// The lexicon `known`: for each token, in lower case, which outputs the training data has for it, and how large the share of
/// each is. A token that is not in the data is described by those with the same ending, a rare one as rare.
///
/// While a model is learned, a sequence sees what the other folds say of its tokens.
public struct KnownClasses {
    /// The name by which layers call it.
    public static let name: LexiconName = "known"

    /// For inference: from all of the data.
    public let lexicon: Lexicon
    /// For training: classes by fold and token.
    public let heldOut: [UInt32]

    /// Outputs with a smaller share are left out, as are those beyond the first few.
    private static let leastShare = 0.02
    private static let mostOutputs = 4
    /// Shares above these are told apart.
    private static let shares = [0.9, 0.6, 0.3]
    /// Tokens seen less often are marked as rare.
    private static let rare = 3
    /// Tokens seen more often say nothing of unknown ones with the same ending.
    private static let mostOfEnding = 20

    /// How often each output came with something, fold by fold.
    private struct Counts {
        var outputs: [(output: UInt32, folds: [Int32])] = []

        mutating func add(_ output: UInt32, fold: Int, _ count: Int32 = 1) {
            if let known = outputs.firstIndex(where: { $0.output == output }) {
                outputs[known].folds[fold] += count
            } else {
                var folds = [Int32](repeating: 0, count: HeldOutViews.folds)
                folds[fold] = count
                outputs.append((output, folds))
            }
        }

        mutating func add(_ other: Counts) {
            for (output, folds) in other.outputs {
                for (fold, count) in folds.enumerated() where count > 0 { add(output, fold: fold, count) }
            }
        }

        /// Outputs with their counts in all folds but one, most frequent first.
        func without(fold: Int?) -> [(output: UInt32, count: Int)] {
            outputs.map { entry in
                let all = entry.folds.reduce(0) { $0 + Int($1) }
                return (entry.output, all - (fold.map { Int(entry.folds[$0]) } ?? 0))
            }
            .filter { $0.count > 0 }
            .sorted { ($1.count, $0.output) < ($0.count, $1.output) }
        }

        var total: Int { outputs.reduce(0) { $0 + $1.folds.reduce(0) { $0 + Int($1) } } }
    }

    /// The classes of the tokens of a column.
    ///
    /// - Parameters:
    ///   - column: counts from 0.
    ///   - tokens: the column's dictionary.
    ///   - outputs: texts of the decoder's tokens.
    ///   - keySource: draws the keys of the classes.
    /// - Complexity: O(positions + tokens · folds · outputs of a token).
    public init(
        corpus: EncodedCorpus, column: Int, tokens: TokenDictionary, outputs: TokenDictionary,
        keySource: KeySource
    ) throws(InvalidStructure) {
        let lowered = (0..<tokens.count).map { TokenView.lower.applied(to: tokens[$0]) }
        let (words, wordOfToken, counts) = Self.counted(corpus, column: column, lowered: lowered)
        var endings: [String: Counts] = [:]
        for (word, counts) in zip(words, counts) where counts.total <= Self.mostOfEnding {
            for ending in Lexicon.endings(of: word) { endings[ending, default: Counts()].add(counts) }
        }
        let builder = LexiconBuilder(keySource: keySource)
        func described(_ counts: [(output: UInt32, count: Int)], isEnding: Bool) -> Int {
            builder.classIndex(Self.text(counts, isEnding: isEnding) { outputs[Int($0)] })
        }
        for (word, counts) in zip(words, counts) where !counts.outputs.isEmpty {
            builder.add(word, class: described(counts.without(fold: nil), isEnding: false))
        }
        for (ending, counts) in endings.sorted(by: { $0.key < $1.key }) {
            builder.add(ending, class: described(counts.without(fold: nil), isEnding: true))
        }
        var heldOut = [UInt32](repeating: 0, count: HeldOutViews.folds * tokens.count)
        for fold in 0..<HeldOutViews.folds {
            let classes = zip(words, counts).map { word, counts -> UInt32 in
                let others = counts.without(fold: fold)
                if !others.isEmpty { return UInt32(described(others, isEnding: false)) }
                for ending in Lexicon.endings(of: word) {
                    let others = endings[ending]?.without(fold: fold) ?? []
                    if !others.isEmpty { return UInt32(described(others, isEnding: true)) }
                }
                return 0
            }
            for token in 0..<tokens.count {
                heldOut[fold * tokens.count + token] = classes[wordOfToken[token]]
            }
        }
        lexicon = try builder.finished()
        self.heldOut = heldOut
    }

    /// The different lower-case forms, that of each token, and what came with each.
    private static func counted(
        _ corpus: EncodedCorpus, column: Int, lowered: [String]
    ) -> (words: [String], wordOfToken: [Int], counts: [Counts]) {
        var (words, numbers) = ([String](), [String: Int]())
        let wordOfToken = lowered.map { word -> Int in
            let number = numbers[word] ?? words.count
            if numbers.updateValue(number, forKey: word) == nil { words.append(word) }
            return number
        }
        var counts = [Counts](repeating: Counts(), count: words.count)
        for sequence in 0..<corpus.count {
            let fold = HeldOutViews.fold(of: sequence)
            for position in corpus.positions(of: sequence) {
                let word = wordOfToken[Int(corpus.columns[column][position])]
                for output in corpus.emissions(at: position) { counts[word].add(output, fold: fold) }
            }
        }
        return (words, wordOfToken, counts)
    }

    /// A class in words: outputs with a digit for the share of each, 4 for nearly all.
    private static func text(
        _ counts: [(output: UInt32, count: Int)], isEnding: Bool, output: (UInt32) -> String
    ) -> String {
        let total = counts.reduce(0) { $0 + $1.count }
        let shares = counts.prefix(mostOutputs).map { ($0.output, Double($0.count) / Double(total)) }
            .filter { $0.1 >= leastShare }
        let words = shares.map { share in
            "\(output(share.0))\(1 + Self.shares.filter { share.1 > $0 }.count)"
        }
        let mark = isEnding ? [String(Lexicon.endingMark)] : total < rare ? ["rare"] : []
        return (mark + words).joined(separator: " ")
    }
}
