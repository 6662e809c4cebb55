import NoiseSampling

/// Draws keys. A token's canonical key depends on the source's seed and the token's index alone; its weights
/// depend on the canonical key alone.
public struct KeySource: Sendable, Hashable {
    /// Seed of a dictionary.
    public let seed: UInt64
    /// Tells dictionaries of one model apart, so that equal indices own different keys.
    public let dictionary: UInt64

    /// The keys of dictionary number `dictionary` under `seed`.
    ///
    /// - Complexity: O(1).
    public init(seed: UInt64, dictionary: UInt64) {
        self.seed = seed
        self.dictionary = dictionary
    }

    /// The canonical key of token `index`: a number of sixteen uniform digits, 0 to 10^16 − 1.
    ///
    /// Two words are scaled from 2^64 to 10^16 values; each value gets 1844 or 1845 of them, so no key is more than
    /// 0.06 % likelier than another.
    ///
    /// - Complexity: O(1).
    public func canonicalKey(of index: Int) -> UInt64 {
        let words = NoiseStream(seed: seed, number: dictionary).block(UInt64(index))
        let uniform = UInt64(words.x) | UInt64(words.y) << 32
        return uniform.multipliedFullWidth(by: KeyShape.line.largestNumber + 1).high
    }

    /// The weights that belong to a canonical key: `shape.numbers` uniform numbers.
    ///
    /// - Complexity: O(`shape.numbers`).
    public static func weights(canonicalKey: UInt64, shape: KeyShape) -> [UInt64] {
        let stream = NoiseStream(seed: canonicalKey, number: 0)
        let bound = shape.largestNumber + 1
        return (0..<shape.numbers).map { number in
            let words = stream.block(UInt64(number >> 1))
            let uniform =
                number & 1 == 0
                ? UInt64(words.x) | UInt64(words.y) << 32 : UInt64(words.z) | UInt64(words.w) << 32
            return uniform.multipliedFullWidth(by: bound).high
        }
    }

    /// The weights of token `index`.
    ///
    /// - Complexity: O(`shape.numbers`).
    public func weights(of index: Int, shape: KeyShape) -> [UInt64] {
        Self.weights(canonicalKey: canonicalKey(of: index), shape: shape)
    }
}
