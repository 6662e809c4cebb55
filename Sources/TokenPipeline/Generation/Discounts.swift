/// What is taken from a count, as it is 1, 2, or 3 and more, and given to the shorter context.
///
/// Source: modified Kneser–Ney, Chen and Goodman, "An empirical study of smoothing techniques for language modeling", 1999,
/// section 3: with n_r the number of counts that are r and Y = n₁ / (n₁ + 2 n₂), D_r = r − (r + 1) Y n_{r+1} / n_r.
struct Discounts: Equatable {
    /// For counts of 1, 2, and 3 or more; the fourth is not used.
    let amounts: SIMD4<Double>

    /// The discounts that follow from how many counts are 1, 2, 3 and 4.
    ///
    /// Where there are none of a kind, the formula has no meaning; half of the count is a middle way. What is taken is always
    /// above 0, or the shorter context would never be asked, and below the count.
    init(countsOfCounts numbers: SIMD4<Int>) {
        let counts = SIMD4<Double>(numbers)
        let ratio = counts[0] > 0 ? counts[0] / (counts[0] + 2 * counts[1]) : 0.5
        var amounts = SIMD4<Double>.zero
        for index in 0..<3 {
            let count = Double(index + 1)
            let formula =
                counts[index] > 0
                ? count - (count + 1) * ratio * counts[index + 1] / counts[index] : count / 2
            amounts[index] = min(max(formula, 0.05 * count), 0.98 * count)
        }
        self.amounts = amounts
    }

    /// What is left of a count.
    @inline(__always)
    func rest(of count: UInt32) -> Double { Double(count) - amounts[Int(min(count, 3)) - 1] }

    /// The share of a context's probability that goes to the shorter one.
    @inline(__always)
    func share(of node: SuccessorCounts.Node) -> Double {
        (amounts * SIMD4<Double>(node.kinds)).sum() / Double(node.total)
    }
}
