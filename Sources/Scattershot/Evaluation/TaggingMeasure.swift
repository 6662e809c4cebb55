/// How often predicted labels are right, token by token.
///
/// `accuracy = right tokens / tokens`; per label the counts of ``MatchCounts``, where an item is a token with that
/// label.
public struct TaggingMeasure: Codable, Sendable, Equatable {
    /// Sentences seen.
    public private(set) var sentences = 0
    /// Sentences whose labels are all right.
    public private(set) var exactSentences = 0
    /// Sentences for which the number of predicted labels is not the number of gold labels. No token of such a
    /// sentence counts as right.
    public private(set) var mismatches = 0
    /// Tokens of the gold standard.
    public private(set) var tokens = 0
    /// Tokens whose label is right.
    public private(set) var rightTokens = 0
    /// Tokens the caller calls unknown, usually words that training has not seen.
    public private(set) var unknownTokens = 0
    /// Unknown tokens whose label is right.
    public private(set) var rightUnknownTokens = 0
    /// The counts for each label.
    public private(set) var labels: [String: MatchCounts] = [:]

    /// The measure of no sentences.
    public init() {}

    /// The share of tokens whose label is right, 0…1.
    public var accuracy: Double { ratio(rightTokens, tokens) }

    /// The share of unknown tokens whose label is right, 0…1.
    public var unknownAccuracy: Double { ratio(rightUnknownTokens, unknownTokens) }

    /// The share of sentences whose labels are all right, 0…1.
    public var exactSentenceShare: Double { ratio(exactSentences, sentences) }

    /// Adds a sentence.
    ///
    /// - Parameters:
    ///   - gold: The label of each token.
    ///   - predicted: The predicted label of each token.
    ///   - isUnknown: Says whether the token with the given index is unknown; by default none is.
    /// - Complexity: O(tokens).
    public mutating func add(
        gold: some Collection<String>, predicted: some Collection<String>,
        isUnknown: (Int) -> Bool = { _ in false }
    ) {
        sentences += 1
        tokens += gold.count
        let isComparable = gold.count == predicted.count
        if !isComparable { mismatches += 1 }
        for label in gold { labels[label, default: MatchCounts()].gold += 1 }
        for label in predicted { labels[label, default: MatchCounts()].predicted += 1 }
        var rightHere = 0
        var position = predicted.startIndex
        for (index, label) in gold.enumerated() {
            let isRight = isComparable && predicted[position] == label
            if isComparable { predicted.formIndex(after: &position) }
            if isRight {
                rightHere += 1
                labels[label, default: MatchCounts()].right += 1
            }
            if isUnknown(index) {
                unknownTokens += 1
                if isRight { rightUnknownTokens += 1 }
            }
        }
        rightTokens += rightHere
        if isComparable, rightHere == gold.count { exactSentences += 1 }
    }

    /// The measure over both sets of sentences.
    public static func + (left: TaggingMeasure, right: TaggingMeasure) -> TaggingMeasure {
        var sum = left
        sum.sentences += right.sentences
        sum.exactSentences += right.exactSentences
        sum.mismatches += right.mismatches
        sum.tokens += right.tokens
        sum.rightTokens += right.rightTokens
        sum.unknownTokens += right.unknownTokens
        sum.rightUnknownTokens += right.rightUnknownTokens
        sum.labels.merge(right.labels, uniquingKeysWith: +)
        return sum
    }

    /// Adds the measure of other sentences.
    public static func += (left: inout TaggingMeasure, right: TaggingMeasure) { left = left + right }
}
