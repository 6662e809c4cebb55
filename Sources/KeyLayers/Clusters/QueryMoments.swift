import DigitKeys
import Platform

/// What a whole sequence looks like: number by number the mean and the variance of the weights of its tokens, in one column.
///
/// Everything is a whole number: sums are exact in any order, and each quotient is rounded down once. Tokens that the
/// column does not know say nothing and are left out.
public struct QueryMoments: Sendable {
    /// Numbers of the weights; a query has twice as many.
    public let numbers: Int
    /// Weights of all tokens: tokens × `numbers`.
    private let weights: Slab<UInt16>
    private let tokenCount: Int

    /// Means are counted in this share of a unit, so that a mean of numbers up to 999 fits sixteen bits.
    public static let meanShare: UInt64 = 64
    /// Variances are counted in so many square units, for the same reason.
    static let varianceUnit: UInt64 = 4
    /// Tokens of a sequence that are looked at; with so many no sum leaves sixty-four bits.
    public static let mostTokens = 1 << 20

    /// The moments of sequences of a column's tokens, whose weights have a shape.
    ///
    /// - Complexity: O(tokens · numbers).
    public init(tokens: TokenDictionary, shape: KeyShape) {
        precondition(shape.digits <= 3, "weights of at most three digits")
        numbers = shape.numbers
        tokenCount = tokens.count
        let count = tokens.count
        weights = Slab(count: count * shape.numbers) { weights in
            for token in 0..<count {
                for (number, weight) in tokens.keySource.weights(of: token, shape: shape).enumerated() {
                    weights[token * shape.numbers + number] = UInt16(truncatingIfNeeded: weight)
                }
            }
        }
    }

    /// The moments of a sequence, `numbers` means in sixty-fourths of a number's last digit, then as many variances in units of four
    /// squared digits, and how many of its tokens are known; nil when none is.
    ///
    /// - Complexity: O(tokens · numbers).
    public func moments(of entries: UnsafeBufferPointer<UInt32>) -> (moments: [UInt64], known: Int)? {
        let known = UInt32(truncatingIfNeeded: tokenCount)
        let count = entries.prefix(Self.mostTokens).count { $0 < known }
        guard count > 0 else { return nil }
        let moments = [UInt64](unsafeUninitializedCapacity: 2 * numbers) { moments, initialized in
            guard let base = moments.baseAddress else { return }
            initialized = write(entries, into: base) ? 2 * numbers : 0
        }
        return (moments, count)
    }

    /// Writes the moments of a sequence: `numbers` means, then as many variances, each in 0 ..< 2^16.
    ///
    /// - Parameters:
    ///   - entries: of the column, as a resolver gave them.
    ///   - moments: room for 2 · `numbers`.
    /// - Returns: false, and nothing is written, when no token is known.
    /// - Complexity: O(tokens · numbers).
    func write(
        _ entries: UnsafeBufferPointer<UInt32>, into moments: UnsafeMutablePointer<UInt64>
    ) -> Bool {
        let (numbers, known) = (numbers, UInt32(truncatingIfNeeded: tokenCount))
        // Sums first, squares after them.
        moments.update(repeating: 0, count: 2 * numbers)
        var count: UInt64 = 0
        for entry in entries.prefix(Self.mostTokens) where entry < known {
            let row = weights.base + Int(entry) &* numbers
            for number in 0..<numbers {
                let weight = UInt64(row[number])
                moments[number] &+= weight
                moments[numbers &+ number] &+= weight &* weight
            }
            count &+= 1
        }
        guard count > 0 else { return false }
        for number in 0..<numbers {
            let (sum, square) = (moments[number], moments[numbers + number])
            moments[number] = sum * Self.meanShare / count
            moments[numbers + number] = (square * count - sum * sum) / (Self.varianceUnit * count * count)
        }
        return true
    }
}
