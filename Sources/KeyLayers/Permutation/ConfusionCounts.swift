/// How often two tokens of a decoder's dictionary were taken for each other.
public struct ConfusionCounts: Sendable, Equatable {
    /// Number of tokens.
    public let tokenCount: Int
    /// By the lower token and the higher one.
    private var counts: [UInt64: Int] = [:]

    /// No confusion among so many tokens.
    ///
    /// - Complexity: O(1).
    public init(tokenCount: Int) {
        self.tokenCount = tokenCount
    }

    /// Counts that one of two different tokens came where the other was wanted.
    ///
    /// - Complexity: O(1).
    public mutating func add(_ first: Int, _ second: Int, times: Int = 1) {
        precondition(
            first != second && min(first, second) >= 0 && max(first, second) < tokenCount,
            "tokens \(first) and \(second) of \(tokenCount)")
        counts[UInt64(min(first, second)) << 32 | UInt64(max(first, second)), default: 0] += times
    }

    /// For each token those that it was confused with, in rising order, and how often.
    ///
    /// - Complexity: O(n log n) for n pairs.
    package func partners() -> [[(token: Int, count: Int)]] {
        var partners = [[(token: Int, count: Int)]](repeating: [], count: tokenCount)
        for (pair, count) in counts.sorted(by: { $0.key < $1.key }) {
            let (first, second) = (Int(pair >> 32), Int(pair & 0xFFFF_FFFF))
            partners[first].append((second, count))
            partners[second].append((first, count))
        }
        return partners
    }
}
