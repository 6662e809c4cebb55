import NoiseSampling
import Testing

@Suite struct NoiseStreamTests {
    /// The place of seed, number and counter in Philox's key and counter, checked against a separate computation.
    @Test func placesSeedNumberAndCounter() {
        let stream = NoiseStream(seed: 0x0123_4567_89AB_CDEF, number: 0xFEDC_BA98_7654_3210)
        let expected = Philox.block(
            counter: SIMD4(0x5566_7788, 0x1122_3344, 0x7654_3210, 0xFEDC_BA98),
            key: SIMD2(0x89AB_CDEF, 0x0123_4567))
        #expect(stream.block(0x1122_3344_5566_7788) == expected)
    }

    @Test func wordsAreTheLanesOfBlocks() {
        let stream = NoiseStream(seed: 11, number: 12)
        for index: UInt64 in [0, 1, 2, 3, 4, 7, 1_000_001, .max] {
            #expect(stream.word(index) == stream.block(index / 4)[Int(index % 4)])
        }
    }

    @Test func streamsDiffer() {
        var seen: Set<[UInt32]> = []
        for seed: UInt64 in [0, 1, 2, 1 << 32, .max] {
            for number: UInt64 in [0, 1, 2, 1 << 32, .max] {
                let stream = NoiseStream(seed: seed, number: number)
                seen.insert((0..<8).map { stream.word($0) })
            }
        }
        #expect(seen.count == 25)
    }

    /// Chi-square of 256 classes. With 255 degrees of freedom the mean is 255 and the standard deviation 22.6; the
    /// bounds lie more than six deviations away.
    @Test(arguments: [0, 8, 16, 24])
    func bytesAreUniform(shift: UInt32) {
        let stream = NoiseStream(seed: 2026, number: 7)
        let draws = 1 << 18
        var counts = [Int](repeating: 0, count: 256)
        for index in 0..<UInt64(draws) { counts[Int(stream.word(index) >> shift & 255)] += 1 }
        let statistic = chiSquare(counts, draws: draws)
        #expect((130...400).contains(statistic), "chi-square \(statistic)")
    }

    /// As above for 255 classes made by scaling, which is not a power of two.
    @Test func scaledWordsAreUniform() {
        let stream = NoiseStream(seed: 2027, number: 1)
        let draws = 1 << 18
        var counts = [Int](repeating: 0, count: 255)
        for index in 0..<UInt64(draws) {
            counts[Int(NoiseStream.scale(stream.word(index), below: 255))] += 1
        }
        let statistic = chiSquare(counts, draws: draws)
        #expect((130...400).contains(statistic), "chi-square \(statistic)")
    }

    @Test func scalingReachesBothEndsAndStaysBelowTheBound() {
        for bound: UInt32 in [1, 2, 3, 10, 1000, 1 << 31, .max] {
            #expect(NoiseStream.scale(0, below: bound) == 0)
            #expect(NoiseStream.scale(.max, below: bound) == bound - 1)
        }
        #expect(NoiseStream.scale(.max, below: 0) == 0)
        #expect(NoiseStream.scale(1 << 31, below: 10) == 5)
    }

    private func chiSquare(_ counts: [Int], draws: Int) -> Double {
        let expected = Double(draws) / Double(counts.count)
        return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    }
}
