import DigitKeys
import NoiseSampling

/// Learns from samples what noise leads a query to a wanted key.
///
/// White noise vectors are drawn in antithetic pairs `z, −z` (Hammersley and Morton, 1956) and subtracted from the query;
/// those after which the wanted key is nearest are hits, and the direction is their sum. The misses of antithetic pairs sum
/// to its negative, so subtracting them would change its length alone. When no sample hits, the amplitude doubles, a rung
/// of the ladder at a time.
public struct NoiseSampler: Sendable {
    /// Amplitude of the lowest rung, in units of a number's last digit: about a third of the range of three digits.
    public static let firstAmplitude: Int32 = 300
    /// Rungs of the ladder.
    public static let rungs = 6

    private let search: PlaneScan
    private let samples: Int
    private let seed: UInt64

    /// A sampler of `samples` vectors a rung.
    ///
    /// - Precondition: at least two samples; an odd number is rounded up.
    /// - Complexity: O(1).
    public init(search: PlaneScan, samples: Int, seed: UInt64) {
        precondition(samples >= 2, "sampling takes at least one pair")
        self.search = search
        self.samples = (samples + 1) / 2 * 2
        self.seed = seed
    }

    /// The direction of noise that, subtracted from `query`, leads to `wanted`; nil when no sample of any rung hits.
    ///
    /// - Parameters:
    ///   - query: whole numbers from 0 to the largest.
    ///   - step: chooses the samples; the same step draws the same ones.
    /// - Returns: one value a number; only the direction means something.
    /// - Complexity: O(samples · keys · digits) a rung.
    public func direction(to wanted: Int, from query: [Int32], step: UInt64) -> [Int64]? {
        let shape = search.keys.shape
        precondition(query.count == shape.numbers, "a query of another shape")
        let white = WhiteNoise(stream: NoiseStream(seed: seed, number: step))
        let blocks = WhiteNoise.counters(for: shape.numbers)
        var vector = [Int32](repeating: 0, count: shape.numbers)
        var amplitude = Self.firstAmplitude
        for rung in 0..<Self.rungs {
            var hits = [Int64](repeating: 0, count: shape.numbers)
            var hitCount = 0
            for pair in 0..<samples / 2 {
                let counter = UInt64(rung * samples / 2 + pair) * blocks
                white.fill(&vector, counter: counter, amplitude: amplitude)
                for sign: Int32 in [1, -1]
                where nearest(to: query, minus: vector, sign: sign, shape: shape) == wanted {
                    hitCount += 1
                    for number in vector.indices { hits[number] += Int64(sign * vector[number]) }
                }
            }
            if hitCount > 0 { return hits }
            amplitude *= 2
        }
        return nil
    }

    private func nearest(to query: [Int32], minus noise: [Int32], sign: Int32, shape: KeyShape) -> Int {
        let largest = Int64(shape.largestNumber)
        let numbers = query.indices.map { index in
            UInt64(
                KeyNumbers.saturatingSubtract(
                    Int64(query[index]), Int64(sign * noise[index]), largest: largest))
        }
        return search.nearest(to: KeyNumbers.digits(of: numbers, shape: shape)).index
    }
}
