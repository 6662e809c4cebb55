import Profiling
import Testing

/// Reference values: scipy.stats.mannwhitneyu 1.17, two-sided, method "exact" or "asymptotic".
struct RankSumTestTests {
    private func check(
        _ first: [Double], _ second: [Double], u: Double, p: Double, isExact: Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let test = try #require(RankSumTest(first, second), sourceLocation: sourceLocation)
        #expect(test.u == u, sourceLocation: sourceLocation)
        #expect(abs(test.pValue - p) < 1e-12, sourceLocation: sourceLocation)
        #expect(test.isExact == isExact, sourceLocation: sourceLocation)
        let swapped = try #require(RankSumTest(second, first), sourceLocation: sourceLocation)
        #expect(abs(swapped.pValue - p) < 1e-12, sourceLocation: sourceLocation)
    }

    @Test func smallSamplesAreCountedOut() throws {
        try check([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], u: 0, p: 0.007936507936507936, isExact: true)
        try check(
            [1.1, 3.3, 5.5, 7.7], [2.2, 4.4, 6.6, 8.8, 9.9, 12], u: 6, p: 0.2571428571428571, isExact: true)
        try check(
            [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.9, 0.74, 1.21],
            u: 35, p: 0.2544122544122544, isExact: true)
    }

    @Test func tiesAndLargeSamplesAreApproximated() throws {
        try check(
            [3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5, 8, 9, 7, 9, 3], u: 17, p: 0.12415307686326289, isExact: false)
        try check(
            (0..<40).map { Double($0) }, (0..<35).map { Double($0) + 7.5 }, u: 528, p: 0.06855970814103057,
            isExact: false)
        try check([5, 5, 5], [5, 5], u: 3, p: 1, isExact: false)
    }

    @Test func exactAndApproximateAgreeAtTheLimit() throws {
        let first = (0..<RankSumTest.exactLimit).map { Double($0 * 3) }
        let second = (0..<RankSumTest.exactLimit).map { Double($0 * 3) + 20.5 }
        let exact = try #require(RankSumTest(first, second))
        let tied = try #require(RankSumTest(first + [0], second))
        #expect(exact.isExact && !tied.isExact)
        #expect(abs(exact.pValue - tied.pValue) < 0.02)
    }

    @Test func samplesThatCannotBeRankedGiveNone() {
        #expect(RankSumTest([], [1]) == nil)
        #expect(RankSumTest([1], []) == nil)
        #expect(RankSumTest([.nan], [1]) == nil)
        #expect(RankSumTest([.infinity], [1])?.pValue == 1)
    }
}
