import DigitKeys
import NoiseSampling

/// Searches for the permutation of a dictionary's keys in which tokens with similar neighbours own similar keys, so that the
/// leading digits of a key are a class of tokens.
///
/// The set of keys stays as it was drawn; a token may swap its key with another token or take one that nobody owns, and
/// does so when that raises the mutual information of classes and neighbouring tokens. A round offers every token the class
/// that suits it best (the exchange algorithm). Two runs with the same counts, pool and settings end alike, whether they were
/// interrupted or not.
public final class NeighbourKeySearch {
    /// Leading digits that can make a class.
    public static let allowedDigits = 1...3

    /// Outcome of a round.
    public struct Round: Sendable, Hashable {
        /// Which round it was, from 1.
        public var number: Int
        /// Tokens that changed their class.
        public var moved: Int
        /// For one leading digit, two …: mutual information of a token's class with its left and its right neighbour, in
        /// bits, both added up.
        public var information: [Double]
    }

    /// The tokens and their neighbours.
    public let neighbours: NeighbourCounts
    /// The keys.
    public let pool: KeyPool
    /// What the information of classes of one, two … digits weighs.
    public let weights: [Int]
    /// Rounds that were done, those of a run that was resumed among them.
    public private(set) var rounds: Int
    private var owners: KeyOwners
    private let counts: ClassCounts

    /// A search that begins with token `i` owning key number `i`, or where another one ended.
    ///
    /// - Parameters:
    ///   - neighbours: what stands beside what.
    ///   - pool: at least as many keys as tokens; the more, the freer the sizes of classes.
    ///   - weights: for classes of one, two … digits; as many as `allowedDigits` allows, none negative.
    ///   - keyNumbers: for each token the number of its key, all different; nil for the identity.
    ///   - rounds: rounds that led to `keyNumbers`.
    /// - Precondition: the pool is large enough and the numbers are a permutation of some of its keys.
    /// - Complexity: O(pairs + pool) time; 4 bytes for each neighbour and class.
    public init(
        _ neighbours: NeighbourCounts, pool: KeyPool, weights: [Int], keyNumbers: [UInt32]? = nil,
        rounds: Int = 0
    ) {
        precondition(
            Self.allowedDigits.contains(weights.count) && weights.allSatisfy { $0 >= 0 },
            "weights for 1 to 3 digits")
        precondition(pool.count >= neighbours.count, "more tokens than keys")
        self.neighbours = neighbours
        self.pool = pool
        self.weights = weights
        self.rounds = rounds
        let numbers = keyNumbers ?? (0..<neighbours.count).map { UInt32($0) }
        precondition(numbers.count == neighbours.count, "a key for each token")
        owners = KeyOwners(pool, digits: weights.count, keyNumbers: numbers)
        counts = ClassCounts(neighbours, weights: weights)
        for token in 0..<neighbours.count { counts.add(token, to: owners.label(of: token)) }
    }

    /// For each token the number of its key in the pool.
    public var keyNumbers: [UInt32] { owners.keyNumbers }

    /// For each level the mutual information as it is now, in bits; see `Round`.
    ///
    /// - Complexity: O(neighbours · classes).
    public func information() -> [Double] { counts.information() }

    /// What the search raises: the levels' information times their weights.
    ///
    /// - Complexity: O(levels).
    public func objective(_ information: [Double]) -> Double {
        zip(information, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
    }

    /// Offers every token, the commonest first, the class that suits it best.
    ///
    /// - Parameter progress: called with the number of tokens done now and then; what it throws ends the round, and the
    ///   search is not to be used any more.
    /// - Complexity: O(pairs · classes).
    public func round(progress: (Int) throws -> Void) rethrows -> Round {
        rounds += 1
        let stream = NoiseStream(seed: pool.source.seed, number: UInt64(rounds))
        var moved = 0
        for token in 0..<neighbours.count {
            if token % 64 == 0 { try progress(token) }
            if settle(token, sample: stream.word(UInt64(token))) { moved += 1 }
        }
        try progress(neighbours.count)
        return Round(number: rounds, moved: moved, information: information())
    }

    /// Moves a token where it gains most. Into a class without a free key it gets by a swap with a sampled owner, if both
    /// together gain.
    private func settle(_ token: Int, sample: UInt32) -> Bool {
        let old = owners.label(of: token)
        counts.remove(token, from: old)
        counts.weigh(token, including: [old])
        // Where two classes are as good, the present one, then the one that was looked at first.
        let here = counts.score(of: old) ?? 0
        var (best, free) = ((leaf: old, score: here), (leaf: old, score: here))
        for (leaf, score) in zip(counts.candidates, counts.scores) where owners.keyCount(leaf) > 0 {
            if score > best.score { best = (leaf, score) }
            if score > free.score && owners.hasFreeKey(leaf) { free = (leaf, score) }
        }
        if best.leaf != free.leaf {
            let gain = best.score - free.score
            if swap(token, into: best.leaf, from: old, gain: gain, sample: sample) { return true }
        }
        counts.add(token, to: free.leaf)
        if free.leaf != old { owners.move(token, to: free.leaf) }
        return free.leaf != old
    }

    /// Exchanges a token that is in no class with a sampled one of a class, unless they lose by it.
    ///
    /// - Parameter gain: what the token gains in that class over what it could have without a swap.
    private func swap(_ token: Int, into leaf: Int, from old: Int, gain: Int, sample: UInt32) -> Bool {
        let index = Int(NoiseStream.scale(sample, below: UInt32(owners.keyCount(leaf))))
        guard let other = owners.owner(index, of: leaf) else { return false }
        counts.add(token, to: leaf)
        counts.remove(other, from: leaf)
        counts.weigh(other, including: [old, leaf])
        if let there = counts.score(of: old), let here = counts.score(of: leaf), gain + there - here > 0 {
            counts.add(other, to: old)
            owners.swap(token, other)
            return true
        }
        counts.add(other, to: leaf)
        counts.remove(token, from: leaf)
        return false
    }
}
