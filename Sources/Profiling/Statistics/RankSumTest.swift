/// Whether one of two samples tends to hold the larger values: the Mann-Whitney U test, also called Wilcoxon's rank-sum test.
///
/// It asks nothing of the distribution, which suits times: they have a long tail and no normal centre.
///
/// Sources: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other",
/// Annals of Mathematical Statistics 1947, for U and its exact distribution; Hollander, Wolfe and Chicken, "Nonparametric
/// Statistical Methods", 3rd edition 2014, section 4.1, for the normal approximation with its correction for ties.
public struct RankSumTest: Codable, Sendable, Equatable {
    /// Pairs in which the first sample's value is larger, ties counted as one half.
    public var u: Double
    /// Probability of a U at least as far from its mean when both samples come from one distribution (two-sided).
    public var pValue: Double
    /// True when the probability was counted out, false when it is the normal approximation.
    public var isExact: Bool

    /// Samples up to this many values are counted out when no values are equal.
    public static let exactLimit = 30

    /// Tests two samples; nil when one is empty or holds something that is not a number.
    ///
    /// - Complexity: O((n + m) log (n + m)); for small samples without ties O((n + m) · n² · m).
    public init?(_ first: [Double], _ second: [Double]) {
        guard !first.isEmpty, !second.isEmpty, !(first + second).contains(where: \.isNaN) else { return nil }
        let (n, m) = (first.count, second.count)
        let ranked = Self.rank(first, second)
        u = ranked.sumOfFirst - Double(n) * Double(n + 1) / 2
        let farther = max(u, Double(n) * Double(m) - u)
        isExact = ranked.ties == 0 && max(n, m) <= Self.exactLimit
        pValue =
            isExact
            ? min(1, 2 * Self.upperTail(from: Int(farther), n, m))
            : Self.normalTail(farther, n, m, ties: ranked.ties)
    }

    /// The rank sum of the first sample, equal values sharing their mean rank, and Σ(t³ − t) over groups of t equal values.
    private static func rank(_ first: [Double], _ second: [Double]) -> (sumOfFirst: Double, ties: Double) {
        let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var (sum, ties) = (0.0, 0.0)
        var start = 0
        while start < all.count {
            var end = start + 1
            while end < all.count && all[end].0 == all[start].0 { end += 1 }
            let size = Double(end - start)
            let rank = Double(start) + (size + 1) / 2
            sum += rank * Double(all[start..<end].count { $0.1 })
            ties += size * size * size - size
            start = end
        }
        return (sum, ties)
    }

    /// P(U ≥ `limit`) by counting the choices of n ranks out of n + m whose sum reaches it; additions only, so nothing cancels.
    private static func upperTail(from limit: Int, _ n: Int, _ m: Int) -> Double {
        // counts[k][s]: ways to choose k ranks whose sum, less that of the k smallest ranks, is s; the latter is U.
        let largest = n * m
        var counts = [[Double]](repeating: [Double](repeating: 0, count: largest + 1), count: n + 1)
        counts[0][0] = 1
        for rank in 1...(n + m) {
            for chosen in stride(from: min(n, rank), through: 1, by: -1) {
                // The rank, chosen as the largest of `chosen` ranks, lies this far above the smallest it could be.
                let shift = rank - chosen
                guard shift <= m else { continue }
                for sum in shift...largest {
                    counts[chosen][sum] += counts[chosen - 1][sum - shift]
                }
            }
        }
        return counts[n][limit...].reduce(0, +) / counts[n].reduce(0, +)
    }

    private static func normalTail(_ farther: Double, _ n: Int, _ m: Int, ties: Double) -> Double {
        let (n, m) = (Double(n), Double(m))
        let all = n + m
        let variance = n * m / 12 * ((all + 1) - (all > 1 ? ties / (all * (all - 1)) : 0))
        guard variance > 0 else { return 1 }
        let deviations = (farther - n * m / 2 - 0.5) / variance.squareRoot()
        return min(1, RealFunctions.complementaryError(deviations / 2.0.squareRoot()))
    }
}
