import DigitKeys

/// Counts which tokens stand beside which in running text.
public final class NeighbourCounter {
    private let tokens: TokenDictionaryBuilder
    private var text: [UInt32] = []

    /// Stands between two sequences.
    private static let boundary = UInt32.max

    /// No text yet.
    ///
    /// - Complexity: O(1).
    public init() {
        // Its keys are never asked for; who searches for keys chooses the pool.
        tokens = TokenDictionaryBuilder(keySource: KeySource(seed: 0, dictionary: 0))
    }

    /// Tokens that were added, boundaries of sequences not counted.
    public private(set) var tokenCount = 0

    /// Adds a token to the running sequence.
    ///
    /// - Precondition: at most 2^32 − 2 different tokens.
    /// - Complexity: O(bytes) amortised.
    public func add(_ token: UnsafeBufferPointer<UInt8>) {
        text.append(UInt32(tokens.intern(token)))
        tokenCount += 1
    }

    /// Adds a token to the running sequence.
    ///
    /// - Complexity: O(bytes) amortised.
    public func add(_ token: String) {
        var token = token
        token.withUTF8 { add($0) }
    }

    /// Ends the running sequence: the next token is no neighbour of the last one.
    ///
    /// - Complexity: O(1).
    public func endSequence() {
        if let last = text.last, last != Self.boundary { text.append(Self.boundary) }
    }

    /// The counts of the text so far.
    ///
    /// - Parameters:
    ///   - minimumCount: tokens seen less often own no key.
    ///   - mostContexts: the commonest tokens that are told apart as neighbours; the others are one neighbour, *another*,
    ///     beside the boundary of a sequence.
    /// - Complexity: O(n log n) for n tokens of text.
    public func finished(minimumCount: Int, mostContexts: Int) -> NeighbourCounts {
        let dictionary = tokens.finished()
        var seen = [Int](repeating: 0, count: dictionary.count)
        for token in text where token != Self.boundary { seen[Int(token)] += 1 }
        let kept = seen.indices.filter { seen[$0] >= minimumCount }.sorted {
            (seen[$1], $0) < (seen[$0], $1)
        }
        let contexts = NeighbourCounts.Contexts(told: min(kept.count, max(mostContexts, 0)))
        var ranks = [Int](repeating: kept.count, count: dictionary.count)
        for (rank, token) in kept.enumerated() { ranks[token] = rank }
        func context(_ token: UInt32?) -> Int {
            guard let token, token != Self.boundary else { return contexts.boundary }
            return min(ranks[Int(token)], contexts.another)
        }
        var pairs: [UInt64] = []
        for (place, token) in text.enumerated() where token != Self.boundary {
            let rank = ranks[Int(token)]
            guard rank < kept.count else { continue }
            let left = context(place > 0 ? text[place - 1] : nil)
            let right = context(place + 1 < text.count ? text[place + 1] : nil)
            pairs.append(UInt64(rank) << 32 | UInt64(left))
            pairs.append(UInt64(rank) << 32 | UInt64(contexts.perSide + right))
        }
        pairs.sort()
        return NeighbourCounts(
            tokens: kept.map { dictionary[$0] }, contexts: contexts, sortedPairs: pairs)
    }
}
