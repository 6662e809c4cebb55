import DigitKeys
import KeyLayers
import NoiseSampling

/// Finds the noise that the active rows receive after an error.
package struct UpdateNoise {
    private let frame: TokenModelFrame
    private let numbers: Int
    private let sampler: NoiseSampler?
    /// For each pair of a rival and a wanted token, where in `sums` the sum of all its samples stands.
    private var starts: [UInt64: Int] = [:]
    private var sums: [Int64] = []
    package private(set) var noise: [Int32]

    package init(frame: TokenModelFrame, rule: NoiseRule, seed: UInt64) {
        self.frame = frame
        numbers = frame.distance.shape.numbers
        noise = Array(repeating: 0, count: numbers)
        if case .sampled(let samples, let colour) = rule {
            sampler = NoiseSampler(
                decoder: EmbeddingDecoder(keys: frame.keys, distance: frame.distance), samples: samples,
                colour: colour, seed: seed)
        } else {
            sampler = nil
        }
    }

    /// The vector that all noise is, one way or the other: that of two decoder tokens, unless it is sampled.
    package var onlyDirection: [Int32]? {
        guard sampler == nil, frame.outputs.count == 2 else { return nil }
        return (0..<numbers).map { frame.keyNumbers[numbers + $0] - frame.keyNumbers[$0] }
    }

    /// The pairs of a rival and a wanted token that samples were drawn for, in the order of their sums, and the sums.
    package var sampled: (pairs: [UInt64], sums: [Int64]) {
        (starts.sorted { $0.value < $1.value }.map(\.key), sums)
    }

    /// Goes on with sums that were sampled before.
    ///
    /// - Precondition: as many sums as `numbers` for each pair.
    package mutating func restore(pairs: [UInt64], sums: [Int64]) {
        precondition(sums.count == pairs.count * numbers, "\(sums.count) sums for \(pairs.count) pairs")
        starts = [:]
        for (index, pair) in pairs.enumerated() { starts[pair] = index * numbers }
        self.sums = sums
    }

    /// Sets `noise` to what leads from `rival` to `wanted`; false when sampling found nothing.
    ///
    /// Sampling decides the direction: the mean of all samples since learning began for this rival and this wanted token, so that few
    /// samples each time become many. The length is that of the canonical noise.
    ///
    /// - Parameters:
    ///   - query: the encoder embedding that was decoded, as whole numbers; needed by sampling alone.
    ///   - step: number of the decision, which makes its samples reproducible.
    package mutating func find(
        rival: Int, wanted: Int, step: Int64, query: @autoclosure () -> [Int32]
    ) -> Bool {
        for number in 0..<numbers {
            noise[number] =
                frame.keyNumbers[rival * numbers + number] - frame.keyNumbers[wanted * numbers + number]
        }
        guard let sampler else { return true }
        let start = sumsStart(rival: rival, wanted: wanted)
        _ = sums.withUnsafeMutableBufferPointer { sums in
            sampler.addDirection(
                to: wanted, against: rival, from: query(), step: UInt64(step),
                into: UnsafeMutableBufferPointer(rebasing: sums[start..<start + numbers]))
        }
        let direction = sums[start..<start + numbers]
        let sampled = direction.reduce(0.0) { $0 + Double($1.magnitude) }
        guard sampled > 0 else { return false }
        let share = Double(noise.reduce(0) { $0 + Int($1.magnitude) }) / sampled
        for number in 0..<numbers {
            noise[number] = Int32((Double(direction[start + number]) * share).rounded(.towardZero))
        }
        return true
    }

    private mutating func sumsStart(rival: Int, wanted: Int) -> Int {
        let pair = UInt64(rival) << 32 | UInt64(wanted)
        if let start = starts[pair] { return start }
        let start = sums.count
        starts[pair] = start
        sums.append(contentsOf: repeatElement(0, count: numbers))
        return start
    }
}
