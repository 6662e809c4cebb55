/// How many items the gold standard has, how many were predicted, and how many of these are right.
///
/// `precision = right / predicted`, `recall = right / gold`, `F1 = 2 · precision · recall / (precision + recall)`
/// (van Rijsbergen, *Information Retrieval*, 1979). A fraction with denominator 0 counts as 0, as in conlleval.
public struct MatchCounts: Codable, Sendable, Equatable {
    /// Items in the gold standard.
    public var gold: Int
    /// Items predicted.
    public var predicted: Int
    /// Items predicted that are in the gold standard.
    public var right: Int

    /// Counts with the given values.
    ///
    /// - Parameters:
    ///   - gold: Items in the gold standard.
    ///   - predicted: Items predicted.
    ///   - right: Items predicted that are in the gold standard.
    public init(gold: Int = 0, predicted: Int = 0, right: Int = 0) {
        self.gold = gold
        self.predicted = predicted
        self.right = right
    }

    /// The share of predicted items that are right, 0…1.
    public var precision: Double { ratio(right, predicted) }

    /// The share of gold items that were found, 0…1.
    public var recall: Double { ratio(right, gold) }

    /// The harmonic mean of precision and recall, 0…1.
    ///
    /// Computed as `2 · right / (gold + predicted)`, which is the same and rounds once.
    public var f1: Double { ratio(2 * right, gold + predicted) }

    /// The counts over both sets of items.
    public static func + (left: MatchCounts, right: MatchCounts) -> MatchCounts {
        MatchCounts(
            gold: left.gold + right.gold, predicted: left.predicted + right.predicted,
            right: left.right + right.right
        )
    }

    /// Adds the counts of other items.
    public static func += (left: inout MatchCounts, right: MatchCounts) { left = left + right }
}

/// `part / whole`, or 0 when the whole is 0.
func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
}
