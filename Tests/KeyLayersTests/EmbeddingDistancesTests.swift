import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

/// Both forms against `EncoderEmbedding.writeDigits` and `DigitDistance.between`.
@Suite struct EmbeddingDistancesTests {
    static let weightings: [(weights: [UInt64], penalty: Int)] = [
        ([1], 0), ([10, 1], 3), ([100, 10, 1], 0), ([100, 10, 1], 2), ([27, 0, 28], 0), ([100, 10, 1], 300),
        ([10_000, 100, 1], 5), ([8, 4, 2, 1], 9),
    ]

    @Test(arguments: weightings.indices, EmbeddingFamily.allCases)
    func everyFormEqualsTheDefinition(weighting: Int, family: EmbeddingFamily) throws {
        let (weights, penalty) = Self.weightings[weighting]
        for (round, keyCount) in [1, 2, 4, 8, 17, 33, 64].enumerated() {
            let seed = UInt64(weighting * 100 + keyCount)
            var generator = SeededGenerator(seed: seed)
            let shape = KeyShape(numbers: [16, 32, 64][round % 3], digits: weights.count)
            let distance = try DigitDistance(shape: shape, weights: weights, penalty: penalty)
            let keys = family.keys(count: keyCount, shape: shape, using: &generator)
            let planes = KeyPlanes(keys: keys, shape: shape)
            let (count, bits) = (9, round % 3)
            let sample = family.sample(
                count: count, keys: keys, shape: shape, fractionBits: bits, using: &generator)
            let start = Array(sample.starts.prefix(shape.numbers))
            let embedding = EncoderEmbedding(shape: shape)
            var digits = [UInt8](repeating: 0, count: embedding.digitCapacity)
            let expected = (0..<count).flatMap { position in
                let noise = sample.sums[position * shape.numbers..<(position + 1) * shape.numbers]
                embedding.writeDigits(
                    start: start, noise: noise.map { Int32($0) }, fractionBits: bits, into: &digits)
                let query = Array(digits.prefix(shape.digitCount))
                return (0..<keyCount).map { Int32(distance.between(query, planes.digits(of: $0))) }
            }
            for kernel in Kernel.supported {
                let distances = try EmbeddingDistances(keys: planes, distance: distance, kernel: kernel)
                // One more than is written, to see that nothing else is.
                var found = [Int32](repeating: -7, count: count * keyCount + 1)
                distances.write(
                    sums: sample.sums, positions: count, start: start, fractionBits: bits, into: &found)
                #expect(found.popLast() == -7)
                #expect(found == expected, "\(kernel) \(shape) \(weights) P=\(penalty), seed \(seed)")
            }
        }
    }

    @Test func refusesWhatDoesNotFit() throws {
        let shape = KeyShape.vector(16)
        let source = KeySource(seed: 1, dictionary: 0)
        func planes(_ count: Int) -> KeyPlanes {
            KeyPlanes(keys: (0..<count).map { source.weights(of: $0, shape: shape) }, shape: shape)
        }
        let narrow = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        #expect(throws: InvalidStructure.self) {
            _ = try EmbeddingDistances(keys: planes(EmbeddingDistances.mostKeys + 1), distance: narrow)
        }
        let wide = try DigitDistance(shape: shape, weights: [1 << 40, 1, 1], penalty: 0)
        #expect(throws: InvalidStructure.self) {
            _ = try EmbeddingDistances(keys: planes(3), distance: wide)
        }
    }
}
