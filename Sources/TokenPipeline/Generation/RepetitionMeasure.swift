/// How much a text of tokens repeats itself: what tells a text that goes in circles from one that does not.
public struct RepetitionMeasure: Sendable, Hashable {
    /// The share of all runs of eight tokens that are different ones; 1 for a text shorter than that.
    public let distinctShare: Double
    /// Tokens in the longest piece that is directly followed by itself; pieces up to `longestPiece` are looked for.
    public let longestRepeat: Int

    /// The longest piece that is looked for.
    public static let longestPiece = 1000
    /// Tokens in a run.
    private static let run = 8

    /// Measures a text.
    ///
    /// - Complexity: O(n · `longestPiece`).
    public init(_ tokens: [UInt32]) {
        let runs = max(0, tokens.count - Self.run + 1)
        let different = Set((0..<runs).map { Array(tokens[$0..<$0 + Self.run]) }).count
        distinctShare = runs == 0 ? 1 : Double(different) / Double(runs)
        longestRepeat =
            (1...Self.longestPiece).last { Self.hasRepeat(of: $0, in: tokens) } ?? 0
    }

    /// Whether some piece of `length` tokens is directly followed by itself: `length` times in a row a token is the one
    /// `length` places further on.
    private static func hasRepeat(of length: Int, in tokens: [UInt32]) -> Bool {
        var matches = 0
        for place in 0..<max(0, tokens.count - length) {
            matches = tokens[place] == tokens[place + length] ? matches + 1 : 0
            if matches == length { return true }
        }
        return false
    }
}
