import Profiling
import Testing

struct BootstrapTests {
    private let fast = [10.2, 9.8, 10.5, 11.0, 9.9, 10.1, 10.4, 10.0, 10.3, 12.0]
    private let slow = [11.2, 11.0, 11.9, 12.4, 10.9, 11.1, 11.3, 11.6, 11.8, 13]

    /// scipy.stats.bootstrap((fast,), numpy.median, method="percentile", n_resamples=200000): 10.0 to 10.7
    @Test func intervalOfAMedianAgreesWithSciPy() throws {
        let interval = try #require(Bootstrap(seed: 1).median(of: fast))
        #expect(interval.estimate == 10.25)
        #expect(abs(interval.lower - 10.0) < 0.051)
        #expect(abs(interval.upper - 10.7) < 0.051)
        #expect(interval.confidence == 0.95)
    }

    /// scipy.stats.bootstrap((slow, fast), ratio of medians, method="percentile", n_resamples=200000): 1.0636 to 1.1818
    @Test func intervalOfARatioAgreesWithSciPy() throws {
        let interval = try #require(Bootstrap(seed: 1).ratioOfMedians(slow, to: fast))
        #expect(abs(interval.estimate - 11.45 / 10.25) < 1e-12)
        #expect(abs(interval.lower - 1.0636) < 0.006)
        #expect(abs(interval.upper - 1.1818) < 0.006)
    }

    @Test func ofPairsOnlyTheRatiosCount() throws {
        let plain = try #require(Bootstrap().medianOfRatios(slow, to: fast))
        let itself = try #require(Bootstrap().medianOfRatios(fast, to: fast))
        #expect(itself == ConfidenceInterval(estimate: 1, lower: 1, upper: 1, confidence: 0.95))
        // What slows both of a pair down by the same factor changes nothing; powers of two are exact.
        let factors = (0..<fast.count).map { Double(1 << ($0 * 7 % 5)) }
        let disturbed = try #require(
            Bootstrap().medianOfRatios(zip(slow, factors).map(*), to: zip(fast, factors).map(*)))
        #expect(disturbed == plain)
        #expect(plain.lower > 1 && plain.lower <= plain.estimate && plain.estimate <= plain.upper)
    }

    @Test func sameSeedGivesTheSameInterval() throws {
        let first = try #require(Bootstrap(seed: 7, resamples: 500).median(of: fast))
        #expect(first == Bootstrap(seed: 7, resamples: 500).median(of: fast.reversed()))
        #expect(first.lower <= first.estimate && first.estimate <= first.upper)
        let medians = (0..<20).compactMap { Bootstrap(seed: $0, resamples: 50).median(of: fast)?.lower }
        #expect(Set(medians).count > 1)
    }

    @Test func oneValueHasAnIntervalOfNoWidth() throws {
        let interval = try #require(Bootstrap().median(of: [3]))
        #expect(interval == ConfidenceInterval(estimate: 3, lower: 3, upper: 3, confidence: 0.95))
    }

    @Test func valuesThatHaveNoMedianOrRatioGiveNone() {
        #expect(Bootstrap().median(of: []) == nil)
        #expect(Bootstrap().median(of: [1, .nan]) == nil)
        #expect(Bootstrap().ratioOfMedians([1], to: []) == nil)
        #expect(Bootstrap().ratioOfMedians([1], to: [0]) == nil)
        #expect(Bootstrap().ratioOfMedians([.infinity], to: [1]) == nil)
        #expect(Bootstrap().medianOfRatios([], to: []) == nil)
        #expect(Bootstrap().medianOfRatios([1, 2], to: [1]) == nil)
        #expect(Bootstrap().medianOfRatios([1], to: [0]) == nil)
    }
}
