import DigitKeys
import KeyLayers

/// The key of a token sequence, of an input or of a graph: mean and deviation, number by number, of its tokens' weights.
///
/// Everything is a whole number, counted in sixty-fourths of a number's last digit.
public struct SequenceKey: Sendable, Hashable {
    /// Means.
    public let means: [Int32]
    /// Standard deviations.
    public let deviations: [Int32]
    /// Number of tokens that were known.
    public let count: Int

    /// The key of the entries of a sequence; those that are not known are left out, and none at all give zeros.
    ///
    /// - Complexity: O(tokens · numbers).
    public init(of entries: UnsafeBufferPointer<UInt32>, _ moments: QueryMoments) {
        let numbers = moments.numbers
        let found = moments.moments(of: entries)
        let values = found?.moments ?? [UInt64](repeating: 0, count: 2 * numbers)
        means = values[..<numbers].map { Int32($0) }
        // √(4 · variance) digits, in sixty-fourths; a square root is rounded the same on every machine.
        deviations = values[numbers...].map { Int32((128 * Double($0).squareRoot()).rounded(.down)) }
        count = found?.known ?? 0
    }

    /// The key of some entries.
    ///
    /// - Complexity: O(tokens · numbers).
    public init(of entries: [UInt32], _ moments: QueryMoments) {
        self = entries.withUnsafeBufferPointer { Self(of: $0, moments) }
    }

    /// The embedding of a graph: the key of its graph tokens; nil when the dictionary lacks one of them.
    ///
    /// - Complexity: O(tokens of the dictionary · numbers).
    public init?(of graph: Graph, in dictionary: TokenDictionary, shape: KeyShape) {
        guard let indices = dictionary.indices(of: graph) else { return nil }
        self.init(of: indices, QueryMoments(tokens: dictionary, shape: shape))
    }

    /// Means and deviations, the means moved by some of their standard errors.
    ///
    /// - Complexity: O(numbers).
    public func row(shift: Double = 0) -> [Int32] {
        let step = shift / Double(max(1, count)).squareRoot()
        return zip(means, deviations).map { mean, deviation in
            mean + Int32((step * Double(deviation)).rounded(.down))
        } + deviations
    }
}
