/// The natural logarithm from additions, multiplications and divisions alone, so that it is the same to the bit on every
/// machine; libraries differ in the last place.
package enum NaturalLogarithm {
    private static let ofTwo = 0.693147180559945309417

    /// log `value`, by `log m = 2 artanh((m − 1) / (m + 1))` for the significand `m`.
    ///
    /// - Precondition: `value` is positive and normal.
    /// - Complexity: O(1).
    package static func of(_ value: Double) -> Double {
        let significand = value.significand
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        // The ratio is below 1/3: the term after the last one is below 2^−53.
        var sum = 0.0
        for power in stride(from: 33, through: 1, by: -2) { sum = sum * square + 1 / Double(power) }
        return Double(value.exponent) * ofTwo + 2 * ratio * sum
    }
}
