import DigitKeys
import KeyLayers
import NoiseSampling

/// Finds the noise that the active rows receive after an error.
struct UpdateNoise {
    private let frame: TokenModelFrame
    private let numbers: Int
    private let rule: NoiseRule
    private let sampler: NoiseSampler?
    private(set) var noise: [Int32]

    init(frame: TokenModelFrame, rule: NoiseRule, seed: UInt64) {
        self.frame = frame
        self.rule = rule
        numbers = frame.distance.shape.numbers
        noise = Array(repeating: 0, count: numbers)
        if case .sampled(let samples) = rule {
            sampler = NoiseSampler(search: frame.search, samples: samples, seed: seed)
        } else {
            sampler = nil
        }
    }

    /// The vector that all noise is, one way or the other: that of two decoder tokens, unless it is sampled.
    var onlyDirection: [Int32]? {
        guard sampler == nil, frame.outputs.count == 2 else { return nil }
        return (0..<numbers).map { frame.keyNumbers[numbers + $0] - frame.keyNumbers[$0] }
    }

    /// Sets `noise` to what leads from `rival` to `wanted`; false when sampling found nothing.
    ///
    /// - Parameters:
    ///   - query: the encoder embedding that was decoded, as whole numbers; needed by sampling alone.
    ///   - step: number of the decision, which makes its samples reproducible.
    mutating func find(
        rival: Int, wanted: Int, step: Int64, query: @autoclosure () -> [Int32]
    ) -> Bool {
        for number in 0..<numbers {
            noise[number] =
                frame.keyNumbers[rival * numbers + number] - frame.keyNumbers[wanted * numbers + number]
        }
        guard let sampler else { return true }
        // Sampling decides the direction; its length is that of the canonical noise.
        let length = noise.reduce(0) { $0 + Int($1.magnitude) }
        guard let direction = sampler.direction(to: wanted, from: query(), step: UInt64(step)) else {
            return false
        }
        let sampled = direction.reduce(0) { $0 + Int($1.magnitude) }
        guard sampled > 0 else { return false }
        for number in 0..<numbers {
            noise[number] = Int32(clamping: Int(direction[number]) * length / sampled)
        }
        return true
    }
}
