import DigitKeys
import KeyLayers
import Platform

/// What the rows are subtracted from.
public enum EncoderStart: String, Sendable, Codable, CaseIterable {
    /// The weights of the input token (column 1); the middle for an unknown token.
    case weights
    /// The middle of every number.
    case middle
}

/// The start vectors of a model.
public struct StartVectors: Sendable {
    private let numbers: Int
    private let tokenCount: Int
    /// The middle, then the tokens' vectors unless every token starts in the middle: (1 + tokens) × numbers.
    private let vectors: Slab<Int32>

    /// The vectors for the tokens of column 1.
    ///
    /// - Complexity: O(tokens · numbers) time and memory for `.weights`, O(numbers) for `.middle`.
    public init(start: EncoderStart, tokens: TokenDictionary, shape: KeyShape) {
        numbers = shape.numbers
        tokenCount = start == .weights ? tokens.count : 0
        let middle = repeatElement(Int32(shape.largestNumber / 2), count: shape.numbers)
        let weights = (0..<tokenCount).lazy.flatMap { tokens.keySource.weights(of: $0, shape: shape) }
        vectors = Slab(Array(middle) + weights.map { Int32($0) })
    }

    /// The start vector of the token with this value in column 1: `numbers` numbers, valid as long as the model.
    ///
    /// - Complexity: O(1).
    public subscript(token: UInt32) -> UnsafePointer<Int32> {
        let index = Int(token) - Int(PartValue.known(0))
        let place = index >= 0 && index < tokenCount ? index + 1 : 0
        return vectors.base + place &* numbers
    }
}
