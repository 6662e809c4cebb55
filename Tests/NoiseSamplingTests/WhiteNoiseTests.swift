import NoiseSampling
import Testing

@Suite struct WhiteNoiseTests {
    private func values(count: Int, amplitude: Int32, seed: UInt64 = 3) -> [Int32] {
        var vector = [Int32](repeating: 0, count: count)
        ColouredNoise(stream: NoiseStream(seed: seed, number: 1)).fill(
            &vector, counter: 0, amplitude: amplitude)
        return vector
    }

    /// Computed apart, from the definition of Philox and of the scaling.
    @Test func goldenValues() {
        var vector = [Int32](repeating: 0, count: 6)
        let noise = ColouredNoise(stream: NoiseStream(seed: 5, number: 9))
        noise.fill(&vector, counter: 2, amplitude: 100)
        #expect(vector == [-49, -27, -14, -8, -53, -5])
        noise.fill(&vector, counter: 2, amplitude: (1 << 30) - 1)
        #expect(vector == [-527_210_860, -293_085_843, -149_585_596, -85_109_219, -564_793_609, -50_162_254])
    }

    @Test(arguments: [0, 1, 2, 300, 999])
    func reachesBothEndsOfItsRangeAndNothingBeyond(amplitude: Int32) {
        let vector = values(count: 200_000, amplitude: amplitude)
        #expect(vector.min() == -amplitude)
        #expect(vector.max() == amplitude)
    }

    @Test func everyValueIsEquallyLikely() {
        let amplitude: Int32 = 50
        var counts = [Int](repeating: 0, count: 101)
        for value in values(count: 202_000, amplitude: amplitude) { counts[Int(value + amplitude)] += 1 }
        let statistic = counts.reduce(0.0) { $0 + (Double($1) - 2000) * (Double($1) - 2000) / 2000 }
        // 100 degrees of freedom: mean 100, deviation 14.
        #expect((40...190).contains(statistic), "chi-square \(statistic)")
    }

    /// The mean of n values has the deviation amplitude / √(3 n): 1.3 here; the bound is five of them.
    @Test func meanIsZero() {
        let vector = values(count: 200_000, amplitude: 999)
        let mean = vector.reduce(0.0) { $0 + Double($1) } / Double(vector.count)
        #expect(abs(mean) < 6.5, "mean \(mean)")
    }

    /// A coefficient has the deviation 1 / √n = 0.0022; the bound is five of them. A flat autocorrelation is a flat
    /// spectrum.
    @Test(arguments: [1, 2, 3, 4, 5, 8, 16, 32, 64])
    func autocorrelationVanishes(lag: Int) {
        let vector = values(count: 200_000, amplitude: 999).map(Double.init)
        let power = vector.reduce(0) { $0 + $1 * $1 }
        let product = (0..<vector.count - lag).reduce(0.0) { $0 + vector[$1] * vector[$1 + lag] }
        #expect(abs(product / power) < 0.011, "lag \(lag): \(product / power)")
    }

    @Test func vectorsStandOneAfterAnother() {
        for numbers in [1, 3, 4, 5, 16, 33] {
            let noise = ColouredNoise(stream: NoiseStream(seed: 8, number: 8))
            let step = noise.counters(for: numbers)
            #expect(step == UInt64((numbers + 3) / 4))
            var whole = [Int32](repeating: 0, count: Int(step) * 4 * 3)
            noise.fill(&whole, counter: 10, amplitude: 77)
            for vector in 0..<3 {
                var part = [Int32](repeating: 0, count: numbers)
                noise.fill(&part, counter: 10 + UInt64(vector) * step, amplitude: 77)
                #expect(part == Array(whole[(vector * Int(step) * 4)...].prefix(numbers)))
            }
        }
    }

    @Test func counterWrapsAround() {
        var vector = [Int32](repeating: 0, count: 8)
        var again = [Int32](repeating: 0, count: 4)
        let noise = ColouredNoise(stream: NoiseStream(seed: 8, number: 8))
        noise.fill(&vector, counter: .max, amplitude: 1000)
        noise.fill(&again, counter: 0, amplitude: 1000)
        #expect(Array(vector[4...]) == again)
    }

    @Test func emptyVectorStaysEmpty() {
        #expect(values(count: 0, amplitude: 5).isEmpty)
    }

    @Test func negativeAmplitudeTraps() async {
        await #expect(processExitsWith: .failure) {
            var vector: [Int32] = [0]
            ColouredNoise(stream: NoiseStream(seed: 0, number: 0)).fill(&vector, counter: 0, amplitude: -1)
        }
    }
}
