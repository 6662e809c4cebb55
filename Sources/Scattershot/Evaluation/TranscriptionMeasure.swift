import TokenPipeline

/// How far predicted sequences are from the wanted ones, as for letters → phonemes.
///
/// `sequence error = sequences that are not exactly right / sequences` (the word error of grapheme-to-phoneme
/// conversion); `token error = Σ Levenshtein distance / Σ wanted length` (the phoneme error), which may exceed 1.
/// Source: Bisani and Ney, *Joint-sequence models for grapheme-to-phoneme conversion*, Speech Communication 2008.
public struct TranscriptionMeasure: Codable, Sendable, Equatable {
    /// Sequences seen.
    public private(set) var sequences = 0
    /// Sequences that are not exactly right.
    public private(set) var wrongSequences = 0
    /// Tokens of the wanted sequences.
    public private(set) var goldTokens = 0
    /// The sum of the Levenshtein distances between predicted and wanted sequences.
    public private(set) var edits = 0

    /// The measure of no sequences.
    public init() {}

    /// The share of sequences that are not exactly right, 0…1.
    public var sequenceError: Double { ratio(wrongSequences, sequences) }

    /// Edits per wanted token, 0 or more.
    public var tokenError: Double { ratio(edits, goldTokens) }

    /// Adds a pair of sequences.
    ///
    /// - Parameters:
    ///   - gold: The wanted sequence.
    ///   - predicted: The predicted sequence.
    /// - Complexity: O(n · m), see `EditDistance.between`.
    public mutating func add<Token: Equatable>(gold: [Token], predicted: [Token]) {
        add(Comparison(gold: gold, predicted: predicted))
    }

    /// Adds a sequence for which several answers are right, such as the pronunciations of a word.
    ///
    /// It is compared with the nearest answer, the first of several equally near.
    ///
    /// - Parameters:
    ///   - alternatives: The right answers. With none, the empty sequence is wanted.
    ///   - predicted: The predicted sequence.
    /// - Complexity: The sum over the answers of `EditDistance.between`.
    public mutating func add<Token: Equatable>(anyOf alternatives: [[Token]], predicted: [Token]) {
        let comparisons = alternatives.map { Comparison(gold: $0, predicted: predicted) }
        add(
            comparisons.min { $0.distance < $1.distance }
                ?? Comparison(distance: predicted.count, goldCount: 0))
    }

    /// A predicted sequence beside a wanted one.
    struct Comparison: Sendable {
        /// The Levenshtein distance between them.
        var distance: Int
        /// Tokens of the wanted one.
        var goldCount: Int
    }

    mutating func add(_ comparison: Comparison) {
        sequences += 1
        goldTokens += comparison.goldCount
        edits += comparison.distance
        if comparison.distance > 0 { wrongSequences += 1 }
    }

    /// The measure over both sets of sequences.
    public static func + (left: TranscriptionMeasure, right: TranscriptionMeasure) -> TranscriptionMeasure {
        var sum = left
        sum.sequences += right.sequences
        sum.wrongSequences += right.wrongSequences
        sum.goldTokens += right.goldTokens
        sum.edits += right.edits
        return sum
    }

    /// Adds the measure of other sequences.
    public static func += (left: inout TranscriptionMeasure, right: TranscriptionMeasure) {
        left = left + right
    }
}

extension TranscriptionMeasure.Comparison {
    init<Token: Equatable>(gold: [Token], predicted: [Token]) {
        self.init(distance: EditDistance.between(gold, predicted), goldCount: gold.count)
    }
}
