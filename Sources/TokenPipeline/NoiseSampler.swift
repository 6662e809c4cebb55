import DigitKeys
import KeyLayers
import NoiseSampling

/// Learns from samples what noise leads a query from one key to another.
///
/// Noise vectors are drawn in antithetic pairs `z, −z` (Hammersley and Morton, 1956) and subtracted from the query. Those
/// after which the wanted key is nearest are hits; their sum less the sum of those after which the rival is nearest is the
/// direction. Samples that lead to other keys say nothing about the way between the two. When no sample hits, the amplitude
/// doubles, a rung of the ladder at a time.
public struct NoiseSampler: Sendable {
    /// Amplitude of the lowest rung, in units of a number's last digit: more than half the range of three digits, where the
    /// direction is nearest to the canonical one.
    public static let firstAmplitude: Int32 = 600
    /// Rungs of the ladder.
    public static let rungs = 6

    private let decoder: EmbeddingDecoder
    private let samples: Int
    private let colour: NoiseColour
    private let seed: UInt64

    /// A sampler of `samples` vectors a rung.
    ///
    /// - Precondition: at least two samples; an odd number is rounded up.
    /// - Complexity: O(1).
    public init(decoder: EmbeddingDecoder, samples: Int, colour: NoiseColour = .white, seed: UInt64) {
        precondition(samples >= 2, "sampling takes at least one pair")
        self.decoder = decoder
        self.samples = (samples + 1) / 2 * 2
        self.colour = colour
        self.seed = seed
    }

    /// Adds the noise that, subtracted from `query`, leads to `wanted`, to `sum`, and takes off what leads to `rival`.
    ///
    /// - Parameters:
    ///   - query: whole numbers from 0 to the largest.
    ///   - step: chooses the samples; the same step draws the same ones.
    ///   - sum: a value for each number; only its direction means something.
    /// - Returns: the number of hits; 0 when no rung of the ladder has any, and `sum` is as it was then.
    /// - Complexity: O(samples · keys · digits) a rung; no allocation a sample.
    public func addDirection(
        to wanted: Int, against rival: Int, from query: [Int32], step: UInt64,
        into sum: UnsafeMutableBufferPointer<Int64>
    ) -> Int {
        let numbers = decoder.keys.shape.numbers
        precondition(query.count == numbers && sum.count == numbers, "a query of another shape")
        let noise = ColouredNoise(stream: NoiseStream(seed: seed, number: step), colour: colour)
        let blocks = noise.counters(for: numbers)
        return withScratch(numbers) { scratch in
            for rung in 0..<Self.rungs {
                var hits = 0
                scratch.sum.initialize(repeating: 0)
                for first in stride(from: 0, to: samples / 2, by: Self.chunk) {
                    let pairs = min(Self.chunk, samples / 2 - first)
                    noise.fill(
                        UnsafeMutableBufferPointer(rebasing: scratch.vectors[..<(pairs * numbers)]),
                        numbers: numbers, counter: UInt64(rung * samples / 2 + first) * blocks,
                        amplitude: Self.firstAmplitude << Int32(rung))
                    hits += addDirection(to: wanted, against: rival, from: query, pairs: pairs, scratch)
                }
                guard hits == 0 else {
                    for number in 0..<numbers { sum[number] += scratch.sum[number] }
                    return hits
                }
            }
            return 0
        }
    }

    /// Decodes the query less each vector and less its opposite.
    private func addDirection(
        to wanted: Int, against rival: Int, from query: [Int32], pairs: Int, _ scratch: Scratch
    ) -> Int {
        let numbers = query.count
        guard let samples = scratch.samples.baseAddress, let choices = scratch.choices.baseAddress else {
            return 0
        }
        for place in 0..<pairs * numbers {
            // The highest rung stays below 2^15.
            let value = Int16(truncatingIfNeeded: scratch.vectors[place])
            samples[place] = value
            samples[pairs * numbers + place] = -value
        }
        query.withUnsafeBufferPointer { query in
            guard let query = query.baseAddress else { return }
            decoder.decode(sums: samples, count: 2 * pairs, start: query, fractionBits: 0, into: choices)
        }
        var hits = 0
        for sample in 0..<2 * pairs {
            let isHit = choices[sample] == wanted
            guard isHit || choices[sample] == rival else { continue }
            hits += isHit ? 1 : 0
            let sign: Int64 = isHit ? 1 : -1
            let vector = samples + sample * numbers
            for number in 0..<numbers { scratch.sum[number] += sign * Int64(vector[number]) }
        }
        return hits
    }

    /// Memory that all samples of a step share.
    private struct Scratch {
        let vectors: UnsafeMutableBufferPointer<Int32>
        let samples: UnsafeMutableBufferPointer<Int16>
        let choices: UnsafeMutableBufferPointer<UInt32>
        let sum: UnsafeMutableBufferPointer<Int64>
    }

    private func withScratch<Result>(_ numbers: Int, _ body: (Scratch) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.chunk * numbers) { vectors in
            withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * Self.chunk * numbers) { samples in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * Self.chunk) { choices in
                    withUnsafeTemporaryAllocation(of: Int64.self, capacity: numbers) { sum in
                        body(Scratch(vectors: vectors, samples: samples, choices: choices, sum: sum))
                    }
                }
            }
        }
    }

    /// Pairs whose noise is drawn at once.
    private static let chunk = 16
}
