import DigitKeys
import Platform

/// The key of a token sequence, of an input or of a graph: mean and variance, number by number, of its tokens' weights.
public struct SequenceKey: Sendable, Hashable {
    /// Means, from 0 to 1.
    public let mean: [Float]
    /// Variances.
    public let variance: [Float]
    /// Number of tokens that were known.
    public let count: Int

    /// The key of some tokens; those that the dictionary does not have are left out, and no tokens give zeros.
    ///
    /// - Complexity: O(tokens · numbers).
    public init(of tokens: some Sequence<UInt32>, in dictionary: TokenDictionary, shape: KeyShape) {
        let scale = Float(shape.largestNumber + 1)
        var values: [Float] = []
        for token in tokens where token < dictionary.count {
            values += dictionary.keySource.weights(of: Int(token), shape: shape).map { Float($0) / scale }
        }
        let moments = ColumnMoments(of: values, columns: shape.numbers)
        mean = moments.mean.map { Float($0) }
        variance = moments.variance.map { Float(max(0, $0)) }
        count = values.count / shape.numbers
    }

    /// The key of a graph; nil when the dictionary lacks one of its tokens.
    ///
    /// - Complexity: O(graph tokens · numbers).
    public init?(of graph: Graph, in dictionary: TokenDictionary, shape: KeyShape) {
        guard let indices = dictionary.indices(of: graph) else { return nil }
        self.init(of: indices, in: dictionary, shape: shape)
    }

    /// Means and standard deviations, the means moved by some of their standard errors.
    func row(shift: Float) -> [Float] {
        let deviations = variance.map { $0.squareRoot() }
        let step = shift / Float(max(1, count)).squareRoot()
        return zip(mean, deviations).map { $0 + step * $1 } + deviations
    }
}
