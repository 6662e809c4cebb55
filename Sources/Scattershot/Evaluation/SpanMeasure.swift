/// How well predicted spans (chunks, names) agree with gold spans, counted as the CoNLL-2000 script conlleval does.
///
/// Labels say where spans stand: `B-X` begins a span of type X, `I-X` continues it, `E-X` ends it, `S-X` is a span of
/// one token, `O` is outside. The notations BIO (IOB2), IOB1 and IOBES all work, and so does inconsistent output,
/// such as an `I-X` after `O` (it starts a span). A span is right when start, end and type are right; F1 is that
/// of ``MatchCounts``. Source: E. Tjong Kim Sang, conlleval, version 2004-01-26, for the shared task of Tjong Kim
/// Sang and Buchholz, *Introduction to the CoNLL-2000 Shared Task: Chunking*, 2000. On labels with only B, I and O
/// the counts are that script's; for IOBES (which it does not know) they are those of its Python version by
/// S. Pyysalo.
public struct SpanMeasure: Codable, Sendable, Equatable {
    /// Sentences seen.
    public private(set) var sentences = 0
    /// Sentences for which the number of predicted labels is not the number of gold labels. None of their spans
    /// counts as right.
    public private(set) var mismatches = 0
    /// Tokens of the gold standard.
    public private(set) var tokens = 0
    /// Tokens whose label is right.
    public private(set) var rightTokens = 0
    /// The spans of all types.
    public private(set) var spans = MatchCounts()
    /// The spans of each type.
    public private(set) var types: [String: MatchCounts] = [:]

    /// The measure of no sentences.
    public init() {}

    /// The share of tokens whose label is right, 0…1.
    public var accuracy: Double { ratio(rightTokens, tokens) }

    /// Adds a sentence.
    ///
    /// - Parameters:
    ///   - gold: The label of each token.
    ///   - predicted: The predicted label of each token.
    /// - Complexity: O(tokens).
    public mutating func add(gold: some Collection<String>, predicted: some Collection<String>) {
        sentences += 1
        tokens += gold.count
        let goldTags = gold.map(SpanTag.init)
        let predictedTags = predicted.map(SpanTag.init)
        count(goldTags) { $0.gold += 1 }
        count(predictedTags) { $0.predicted += 1 }
        guard goldTags.count == predictedTags.count else {
            mismatches += 1
            return
        }
        rightTokens += zip(gold, predicted).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
        countRight(goldTags, predictedTags)
    }

    /// Counts the spans that start in a sentence.
    private mutating func count(_ tags: [SpanTag], _ increment: (inout MatchCounts) -> Void) {
        var previous = SpanTag.outside
        for tag in tags {
            if tag.startsSpan(after: previous) {
                increment(&spans)
                increment(&types[String(tag.type), default: MatchCounts()])
            }
            previous = tag
        }
    }

    /// Counts the spans that start together, with the same type, and end together.
    private mutating func countRight(_ gold: [SpanTag], _ predicted: [SpanTag]) {
        var (previousGold, previousPredicted) = (SpanTag.outside, SpanTag.outside)
        var isRightSoFar = false
        for index in 0...gold.count {
            // The place after the last token is outside: it ends what is still open.
            let goldTag = index < gold.count ? gold[index] : .outside
            let predictedTag = index < predicted.count ? predicted[index] : .outside
            if isRightSoFar {
                let goldEnds = goldTag.endsSpan(of: previousGold)
                let predictedEnds = predictedTag.endsSpan(of: previousPredicted)
                if goldEnds, predictedEnds, previousGold.type == previousPredicted.type {
                    isRightSoFar = false
                    spans.right += 1
                    types[String(previousGold.type), default: MatchCounts()].right += 1
                } else if goldEnds != predictedEnds || goldTag.type != predictedTag.type {
                    isRightSoFar = false
                }
            }
            if goldTag.startsSpan(after: previousGold), predictedTag.startsSpan(after: previousPredicted),
                goldTag.type == predictedTag.type
            {
                isRightSoFar = true
            }
            (previousGold, previousPredicted) = (goldTag, predictedTag)
        }
    }

    /// Whether labels look like spans: each is `O` or one of B, I, E, S with a hyphen and a type, and some are the
    /// latter.
    ///
    /// - Complexity: O(labels).
    public static func looksLikeSpans(_ labels: some Sequence<String>) -> Bool {
        var hasSpan = false
        for label in labels {
            if label == "O" { continue }
            let bytes = label.utf8
            guard bytes.count > 2, bytes.dropFirst().first == UInt8(ascii: "-"),
                "BIES".contains(label.prefix(1))
            else { return false }
            hasSpan = true
        }
        return hasSpan
    }

    /// The measure over both sets of sentences.
    public static func + (left: SpanMeasure, right: SpanMeasure) -> SpanMeasure {
        var sum = left
        sum.sentences += right.sentences
        sum.mismatches += right.mismatches
        sum.tokens += right.tokens
        sum.rightTokens += right.rightTokens
        sum.spans += right.spans
        sum.types.merge(right.types, uniquingKeysWith: +)
        return sum
    }

    /// Adds the measure of other sentences.
    public static func += (left: inout SpanMeasure, right: SpanMeasure) { left = left + right }
}
