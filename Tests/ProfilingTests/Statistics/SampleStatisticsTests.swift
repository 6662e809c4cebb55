import Profiling
import Testing

struct SampleStatisticsTests {
    @Test func medianOfOddEvenAndNoValues() {
        #expect(SampleStatistics.median([]) == nil)
        #expect(SampleStatistics.median([4]) == 4)
        #expect(SampleStatistics.median([9, 1, 5]) == 5)
        #expect(SampleStatistics.median([9, 1, 5, 6]) == 5.5)
    }

    @Test func meanOfValues() {
        #expect(SampleStatistics.mean([]) == nil)
        #expect(SampleStatistics.mean([1, 2, 6]) == 3)
    }

    /// numpy.quantile([1, 2, 4, 8], [0, 0.1, 0.5, 0.9, 1])
    @Test func quantilesInterpolate() throws {
        let sorted: [Double] = [1, 2, 4, 8]
        for (share, wanted) in [(0, 1), (0.1, 1.3), (0.5, 3), (0.9, 6.8), (1, 8), (-3, 1), (7, 8)] {
            let quantile = try #require(SampleStatistics.quantile(share, ofSorted: sorted))
            #expect(abs(quantile - wanted) < 1e-12, "share \(share)")
        }
    }
}
