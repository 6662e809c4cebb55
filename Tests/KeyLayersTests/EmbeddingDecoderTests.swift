import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

/// Every form against `EncoderEmbedding.writeDigits` and the plain scan.
@Suite struct EmbeddingDecoderTests {
    struct Weighting: Sendable, CustomStringConvertible {
        let digits: Int
        let weights: [UInt64]
        let penalty: Int
        var description: String { "\(weights) P=\(penalty)" }
    }

    /// Weights that the forms treat differently: carried by the digits, shifted, multiplied, wide.
    static let weightings = [
        Weighting(digits: 1, weights: [1], penalty: 0), Weighting(digits: 1, weights: [7], penalty: 3),
        Weighting(digits: 2, weights: [10, 1], penalty: 0),
        Weighting(digits: 2, weights: [2, 1], penalty: 4),
        Weighting(digits: 3, weights: [100, 10, 1], penalty: 0),
        Weighting(digits: 3, weights: [100, 10, 1], penalty: 2),
        Weighting(digits: 3, weights: [16, 4, 1], penalty: 0),
        Weighting(digits: 3, weights: [27, 0, 28], penalty: 0),
        Weighting(digits: 3, weights: [0, 3, 1], penalty: 0),
        Weighting(digits: 3, weights: [29, 29, 29], penalty: 0),
        Weighting(digits: 3, weights: [100, 10, 1], penalty: 300),
        Weighting(digits: 3, weights: [10_000, 100, 1], penalty: 5),
        Weighting(digits: 3, weights: [1 << 20, 1 << 10, 1], penalty: 0),
        Weighting(digits: 3, weights: [1 << 40, 1 << 20, 1], penalty: 1),
        Weighting(digits: 4, weights: [1000, 100, 10, 1], penalty: 0),
        Weighting(digits: 4, weights: [8, 4, 2, 1], penalty: 0),
        Weighting(digits: 4, weights: [8, 4, 2, 1], penalty: 9),
    ]
    static let counts = [1, 7, 8, 9, 16, 31, 32, 64, 100]
    static let keyCounts = [1, 2, 3, 16, 17, 22, 31, 32, 33, 64, 65, 300]

    @Test(arguments: weightings, [16, 32, 64])
    func everyFormEqualsThePlainScan(weighting: Weighting, numbers: Int) throws {
        for (round, keyCount) in Self.keyCounts.enumerated() {
            let count = Self.counts[(round + numbers / 16) % Self.counts.count]
            try check(
                weighting, numbers: numbers, keyCount: keyCount, count: count,
                family: .allCases[(round + weighting.penalty) % EmbeddingFamily.allCases.count])
        }
    }

    @Test(arguments: counts, EmbeddingFamily.allCases)
    func everyCountOfPositions(count: Int, family: EmbeddingFamily) throws {
        for keyCount in [1, 2, 17, 22, 33] {
            try check(Self.weightings[4], numbers: 32, keyCount: keyCount, count: count, family: family)
        }
    }

    @Test(arguments: [1, 2, 5, 8, 9, 13, 24, 40, 63, 100, 128, 129], [0, 2, 4, 5, 7, 14])
    func unusualNumbers(numbers: Int, weighting: Int) throws {
        for (keyCount, count) in [(17, 16), (70, 9)] {
            try check(
                Self.weightings[weighting], numbers: numbers, keyCount: keyCount, count: count,
                family: .extreme)
        }
    }

    @Test(arguments: [4, 5, 12, 13, 14], EmbeddingFamily.allCases)
    func largeDictionaries(weighting: Int, family: EmbeddingFamily) throws {
        for (keyCount, count) in [(2000, 9), (300, 270)] {
            try check(
                Self.weightings[weighting], numbers: 32, keyCount: keyCount, count: count, family: family)
        }
    }

    @Test(arguments: 0...14, [0, 2, 4, 5, 14])
    func fractionBits(bits: Int, weighting: Int) throws {
        for family in [EmbeddingFamily.uniform, .extreme] {
            try check(
                Self.weightings[weighting], numbers: 32, keyCount: 17, count: 25, family: family,
                fractionBits: bits)
        }
    }

    @Test func lowerFormsWhenALaneKernelDoesNotCoverTheDistance() throws {
        for kernel in Kernel.supported {
            let form = try decoder(Self.weightings[4], numbers: 32, keyCount: 17, kernel: kernel).form
            #expect(kernel.includes(form))
            #expect((kernel == .scalar) == (form == .scalar))
            if kernel.includes(.avx2) { #expect(form != .simd && form != .scalar) }
            let wide = try decoder(Self.weightings[13], numbers: 32, keyCount: 17, kernel: kernel).form
            #expect(wide == (kernel == .scalar ? .scalar : .simd))
        }
    }

    private func decoder(
        _ weighting: Weighting, numbers: Int, keyCount: Int, kernel: Kernel
    ) throws -> EmbeddingDecoder {
        let shape = KeyShape(numbers: numbers, digits: weighting.digits)
        let source = KeySource(seed: 1, dictionary: 0)
        let keys = KeyPlanes(keys: (0..<keyCount).map { source.weights(of: $0, shape: shape) }, shape: shape)
        let distance = try DigitDistance(
            shape: shape, weights: weighting.weights, penalty: weighting.penalty)
        return EmbeddingDecoder(keys: keys, distance: distance, kernel: kernel)
    }

    private func check(
        _ weighting: Weighting, numbers: Int, keyCount: Int, count: Int, family: EmbeddingFamily,
        fractionBits: Int? = nil
    ) throws {
        let shape = KeyShape(numbers: numbers, digits: weighting.digits)
        let seed = UInt64(numbers * 1_000_003 + keyCount * 1009 + count)
        let distance = try DigitDistance(
            shape: shape, weights: weighting.weights, penalty: weighting.penalty)
        let embedding = EncoderEmbedding(shape: shape)
        var generator = SeededGenerator(seed: seed)
        let bits = fractionBits ?? Int.random(in: 0...2, using: &generator)
        let keys = family.keys(count: keyCount, shape: shape, using: &generator)
        let planes = KeyPlanes(keys: keys, shape: shape)
        let scan = ScalarScan(keys: planes, distance: distance)
        let decoders = Kernel.supported.map {
            EmbeddingDecoder(keys: planes, distance: distance, kernel: $0)
        }
        let sample = family.sample(
            count: count, keys: keys, shape: shape, fractionBits: bits, using: &generator)
        for sharing in [true, false] {
            var digits = [UInt8](repeating: 0, count: embedding.digitCapacity)
            let expected = (0..<count).map { position in
                let noise = sample.sums[position * numbers..<(position + 1) * numbers].map { Int32($0) }
                let first = sharing ? 0 : position * numbers
                embedding.writeDigits(
                    start: Array(sample.starts[first..<first + numbers]), noise: noise,
                    fractionBits: bits, into: &digits)
                return scan.nearest(to: Array(digits.prefix(shape.digitCount)))
            }
            for decoder in decoders {
                for wantsRunnersUp in [false, true] {
                    let answer = sample.decode(
                        decoder, sharing: sharing, fractionBits: bits, wantsRunnersUp: wantsRunnersUp)
                    let note: Comment =
                        """
                        \(decoder.form) \(family) \(shape) \(weighting), \(keyCount) keys, \(count) positions, \
                        \(bits) bits, shared \(sharing), runners-up \(wantsRunnersUp), seed \(seed)
                        """
                    #expect(answer.choices == expected.map { UInt32($0.index) }, note)
                    guard wantsRunnersUp else { continue }
                    #expect(
                        answer.runnersUp == expected.map { UInt32(truncatingIfNeeded: $0.runnerUp) }, note)
                }
            }
        }
    }
}
