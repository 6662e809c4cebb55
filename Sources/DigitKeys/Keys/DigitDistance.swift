import Platform

/// The digit-penalised distance between keys of one shape:
/// `d(q,k) = Σ_numbers Σ_digits w_j · (P·[q≠k] + |q−k|)`.
///
/// Everything is an integer, so every kernel that computes it gives the same bits.
public struct DigitDistance: Sendable, Hashable {
    /// Shape of the keys that are compared.
    public let shape: KeyShape
    /// Weight of each digit place, first place first; the same for every number.
    public let weights: [UInt64]
    /// `P`: what a digit that differs costs beside the difference.
    public let penalty: UInt64
    /// No distance is larger than this; it is below 2^62.
    public let maximum: UInt64

    /// Weights that fall from left to right by the factor `factor`, each rounded once: `w_j = factor^(D−1−j)`.
    ///
    /// - Parameters:
    ///   - factor: `f`, at least 1.
    ///   - penalty: `P`, at least 0.
    /// - Throws: `InvalidStructure` when a parameter is out of range or distances could reach 2^62.
    /// - Complexity: O(D).
    public init(shape: KeyShape, factor: Double, penalty: Int) throws(InvalidStructure) {
        guard factor >= 1, factor.isFinite else {
            throw InvalidStructure("the digit factor must be at least 1, not \(factor)")
        }
        var weights: [UInt64] = []
        var power = 1.0
        for _ in 0..<shape.digits {
            guard power < 0x1p60 else {
                throw InvalidStructure("the digit factor \(factor) is too large for \(shape.digits) digits")
            }
            weights.insert(UInt64(power.rounded()), at: 0)
            power *= factor
        }
        try self.init(shape: shape, weights: weights, penalty: penalty)
    }

    /// Weights as they stand in a model.
    ///
    /// - Throws: `InvalidStructure` when a count or size does not fit or distances could reach 2^62.
    /// - Complexity: O(D).
    public init(shape: KeyShape, weights: [UInt64], penalty: Int) throws(InvalidStructure) {
        guard weights.count == shape.digits else {
            throw InvalidStructure("\(weights.count) digit weights for numbers of \(shape.digits) digits")
        }
        guard penalty >= 0, penalty < 1 << 32 else {
            throw InvalidStructure("the mismatch penalty must be from 0 to 2^32 − 1, not \(penalty)")
        }
        var sum: UInt64 = 0
        for weight in weights {
            let (digit, tooWide) = weight.multipliedReportingOverflow(by: UInt64(penalty) + 9)
            let (next, tooLarge) = sum.addingReportingOverflow(digit)
            guard !tooWide, !tooLarge else {
                throw InvalidStructure("distances would not fit 62 bits: lower the factor or the penalty")
            }
            sum = next
        }
        let (maximum, overflow) = sum.multipliedReportingOverflow(by: UInt64(shape.numbers))
        guard !overflow, maximum < 1 << 62 else {
            throw InvalidStructure("distances would not fit 62 bits: lower the factor or the penalty")
        }
        self.shape = shape
        self.weights = weights
        self.penalty = UInt64(penalty)
        self.maximum = maximum
    }

    /// The distance of two keys, straight from the definition.
    ///
    /// - Parameters: `query` and `key` are `shape.digitCount` digits from 0 to 9 each.
    /// - Complexity: O(digits).
    public func between(_ query: [UInt8], _ key: [UInt8]) -> UInt64 {
        precondition(
            query.count == shape.digitCount && key.count == shape.digitCount, "keys of another shape")
        var sum: UInt64 = 0
        for number in 0..<shape.numbers {
            for place in 0..<shape.digits {
                let (q, k) = (query[number * shape.digits + place], key[number * shape.digits + place])
                if q != k { sum += weights[place] * (penalty + UInt64(q > k ? q - k : k - q)) }
            }
        }
        return sum
    }
}
