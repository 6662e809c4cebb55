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
    /// - Complexity: O(samples · keys · digits) a rung; no allocation a sample.
    public func direction(to wanted: Int, from query: [Int32], step: UInt64) -> [Int64]? {
        let shape = search.keys.shape
        precondition(query.count == shape.numbers, "a query of another shape")
        let white = WhiteNoise(stream: NoiseStream(seed: seed, number: step))
        let blocks = WhiteNoise.counters(for: shape.numbers)
        var hits = [Int64](repeating: 0, count: shape.numbers)
        return withScratch(shape) { scratch in
            for rung in 0..<Self.rungs {
                var hitCount = 0
                for first in stride(from: 0, to: samples / 2, by: Self.chunk) {
                    let pairs = min(Self.chunk, samples / 2 - first)
                    let vectors = UnsafeMutableBufferPointer(
                        rebasing: scratch.vectors[..<(pairs * shape.numbers)])
                    white.fill(
                        vectors, numbers: shape.numbers,
                        counter: UInt64(rung * samples / 2 + first) * blocks,
                        amplitude: Self.firstAmplitude << Int32(rung))
                    for start in stride(from: 0, to: vectors.count, by: shape.numbers) {
                        let vector = UnsafeBufferPointer(
                            rebasing: vectors[start..<start + shape.numbers])
                        for sign: Int32 in [1, -1]
                        where nearest(to: query, minus: vector, sign, shape, scratch) == wanted {
                            hitCount += 1
                            for number in vector.indices { hits[number] += Int64(sign * vector[number]) }
                        }
                    }
                }
                if hitCount > 0 { return hits }
            }
            return nil
        }
    }

    /// Pairs whose noise is drawn at once.
    private static let chunk = 16

    /// Memory that all samples of a step share.
    private struct Scratch {
        let vectors: UnsafeMutableBufferPointer<Int32>
        let numbers: UnsafeMutableBufferPointer<UInt64>
        let digits: UnsafeMutableBufferPointer<UInt8>
    }

    private func withScratch<Result>(_ shape: KeyShape, _ body: (Scratch) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.chunk * shape.numbers) { vectors in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: shape.numbers) { numbers in
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: shape.digitCount) { digits in
                    body(Scratch(vectors: vectors, numbers: numbers, digits: digits))
                }
            }
        }
    }

    private func nearest(
        to query: [Int32], minus noise: UnsafeBufferPointer<Int32>, _ sign: Int32, _ shape: KeyShape,
        _ scratch: Scratch
    ) -> Int {
        guard let digits = scratch.digits.baseAddress else { return -1 }
        let largest = Int64(shape.largestNumber)
        for number in noise.indices {
            scratch.numbers[number] = UInt64(
                KeyNumbers.saturatingSubtract(
                    Int64(query[number]), Int64(sign * noise[number]), largest: largest))
        }
        KeyNumbers.writeDigits(of: UnsafeBufferPointer(scratch.numbers), shape: shape, into: digits)
        return search.nearest(to: UnsafeBufferPointer(scratch.digits)).index
    }
}
