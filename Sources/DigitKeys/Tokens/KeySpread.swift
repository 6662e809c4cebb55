/// How the keys of a decoder's dictionary are drawn. What a position decodes to is told apart by these keys alone, so keys
/// far apart leave more room for noise that is not quite right: worth as much as twice the numbers.
public enum KeySpread: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every number uniform.
    case uniform
    /// Each key is the one of several draws whose nearest earlier key is farthest.
    case spread
    /// As `spread`, but every number is the smallest or the largest there is.
    case polar

    /// Draws for a key in small dictionaries.
    static let mostDraws = 50
    /// Keys that are compared while a dictionary is laid out; larger dictionaries have fewer draws, down to one.
    static let mostComparisons = 1 << 19

    /// The keys of the first `count` tokens of a dictionary.
    ///
    /// - Parameters:
    ///   - source: draws the canonical keys; draw `d` of token `i` is that of the index `i + d · 2^32`.
    ///   - distance: says what is far, and the shape.
    /// - Returns: `count` keys of `distance.shape.numbers` numbers.
    /// - Complexity: O(count · digits) for `uniform`; the others compare at most `mostComparisons` keys beside that.
    public func keys(count: Int, source: KeySource, distance: DigitDistance) -> [[UInt64]] {
        let shape = distance.shape
        let draws =
            self == .uniform
            ? 1 : max(1, min(Self.mostDraws, 2 * Self.mostComparisons / max(1, count * count)))
        var keys: [[UInt64]] = []
        var digits: [[UInt8]] = []
        for index in 0..<count {
            var best: (nearest: UInt64, key: [UInt64], digits: [UInt8])?
            for draw in 0..<draws {
                let key = numbers(source.weights(of: index + draw << 32, shape: shape), shape: shape)
                let drawn = KeyNumbers.digits(of: key, shape: shape)
                guard draws > 1 else {
                    best = (0, key, drawn)
                    break
                }
                let nearest = digits.lazy.map { distance.between(drawn, $0) }.min() ?? 0
                if best.map({ nearest > $0.nearest }) ?? true { best = (nearest, key, drawn) }
            }
            guard let best else { continue }
            keys.append(best.key)
            digits.append(best.digits)
        }
        return keys
    }

    private func numbers(_ uniform: [UInt64], shape: KeyShape) -> [UInt64] {
        guard self == .polar else { return uniform }
        return uniform.map { $0 > shape.largestNumber / 2 ? shape.largestNumber : 0 }
    }
}
