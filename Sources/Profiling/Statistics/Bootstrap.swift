import NoiseSampling

/// An estimate with the interval that a share of all experiments like this one would have it in.
public struct ConfidenceInterval: Codable, Sendable, Equatable {
    /// The estimate from the sample itself.
    public var estimate: Double
    /// Lower end.
    public var lower: Double
    /// Upper end.
    public var upper: Double
    /// Nominal coverage, 0 to 1. With less than some ten values the true coverage is a few points lower.
    public var confidence: Double

    /// An interval from its parts.
    public init(estimate: Double, lower: Double, upper: Double, confidence: Double) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }
}

/// Confidence intervals without a guess at the distribution: the sample is drawn again and again from itself, with replacement, and the
/// figure's own spread over the draws is the interval (percentile bootstrap).
///
/// The draws are a function of the seed, so the same measurements always give the same interval.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
public struct Bootstrap: Sendable {
    /// Seed of the draws.
    public var seed: UInt64
    /// How many times the sample is drawn.
    public var resamples: Int
    /// Coverage of the intervals, between 0 and 1.
    public var confidence: Double

    /// A bootstrap with this seed.
    public init(seed: UInt64 = 1, resamples: Int = 10_000, confidence: Double = 0.95) {
        precondition(resamples > 0, "no draws")
        precondition(confidence > 0 && confidence < 1, "confidence is not between 0 and 1")
        self.seed = seed
        self.resamples = resamples
        self.confidence = confidence
    }

    /// The median of a sample with its interval; nil when the sample is empty or holds a value that is not finite.
    ///
    /// - Complexity: O(`resamples` · n).
    public func median(of values: [Double]) -> ConfidenceInterval? {
        guard let estimate = SampleStatistics.median(values), values.allSatisfy(\.isFinite) else {
            return nil
        }
        return interval(around: estimate, of: medians(of: values, stream: 0))
    }

    /// The median of the ratios of two samples that were measured in pairs, with its interval: what disturbs both of a
    /// pair alike leaves its ratio as it is, so pairs are drawn, never one without the other.
    ///
    /// - Returns: nil when the samples are empty or differ in size, or hold a value that is not above 0 and finite.
    /// - Complexity: O(`resamples` · n).
    public func medianOfRatios(_ numerator: [Double], to denominator: [Double]) -> ConfidenceInterval? {
        guard numerator.count == denominator.count,
            (numerator + denominator).allSatisfy({ $0 > 0 && $0.isFinite })
        else { return nil }
        return median(of: zip(numerator, denominator).map { $0 / $1 })
    }

    /// The median of one sample divided by that of another, with its interval. The samples are drawn independently of
    /// each other, so they may differ in size: for values that were measured in pairs see ``medianOfRatios(_:to:)``.
    ///
    /// - Returns: nil when a sample is empty or holds a value that is not above 0 and finite.
    /// - Complexity: O(`resamples` · n).
    public func ratioOfMedians(_ numerator: [Double], to denominator: [Double]) -> ConfidenceInterval? {
        guard let over = SampleStatistics.median(numerator), let under = SampleStatistics.median(denominator),
            (numerator + denominator).allSatisfy({ $0 > 0 && $0.isFinite })
        else { return nil }
        let ratios = zip(medians(of: numerator, stream: 0), medians(of: denominator, stream: 1)).map {
            $0 / $1
        }
        return interval(around: over / under, of: ratios)
    }

    private func interval(around estimate: Double, of draws: [Double]) -> ConfidenceInterval {
        let sorted = draws.sorted()
        let tail = (1 - confidence) / 2
        return ConfidenceInterval(
            estimate: estimate, lower: SampleStatistics.quantile(tail, ofSorted: sorted) ?? estimate,
            upper: SampleStatistics.quantile(1 - tail, ofSorted: sorted) ?? estimate, confidence: confidence)
    }

    /// The medians of the draws. Drawn are ranks, which are counted instead of sorted.
    private func medians(of values: [Double], stream number: UInt64) -> [Double] {
        let sorted = values.sorted()
        let stream = NoiseStream(seed: seed, number: number)
        var counts = [Int](repeating: 0, count: sorted.count)
        var word: UInt64 = 0
        var block = stream.block(0)
        return (0..<resamples).map { _ in
            for rank in counts.indices { counts[rank] = 0 }
            for _ in sorted {
                if word & 3 == 0 { block = stream.block(word >> 2) }
                counts[Int(NoiseStream.scale(block[Int(word & 3)], below: UInt32(sorted.count)))] += 1
                word += 1
            }
            return Self.median(of: sorted, counts: counts)
        }
    }

    private static func median(of sorted: [Double], counts: [Int]) -> Double {
        let (low, high) = ((sorted.count - 1) / 2, sorted.count / 2)
        var seen = 0
        var lower: Double?
        for (rank, count) in counts.enumerated() where count > 0 {
            seen += count
            if lower == nil && seen > low { lower = sorted[rank] }
            if let lower, seen > high { return lower + (sorted[rank] - lower) / 2 }
        }
        return sorted[sorted.count - 1]
    }
}
