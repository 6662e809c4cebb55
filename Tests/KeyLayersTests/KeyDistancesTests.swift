import DigitKeys
import KeyLayers
import Platform
import TestSupport
import Testing

/// Every form against the definition of the distance.
@Suite struct KeyDistancesTests {
    @Test(arguments: EmbeddingDecoderTests.weightings, EmbeddingFamily.allCases)
    func equalTheDefinition(weighting: EmbeddingDecoderTests.Weighting, family: EmbeddingFamily) throws {
        var generator = SeededGenerator(seed: UInt64(weighting.penalty) + 5)
        for (keyCount, numbers) in [
            (1, 16), (2, 32), (4, 64), (7, 32), (8, 16), (17, 64), (33, 32), (45, 32), (64, 16), (300, 64),
            (900, 16),
        ] {
            let shape = KeyShape(numbers: numbers, digits: weighting.digits)
            let distance = try DigitDistance(
                shape: shape, weights: weighting.weights, penalty: weighting.penalty)
            let numbersOfKeys = family.keys(count: keyCount, shape: shape, using: &generator)
            let keys = KeyPlanes(keys: numbersOfKeys, shape: shape)
            let bits = weighting.digits < 4 ? Int.random(in: 0...2, using: &generator) : 0
            let sample = family.sample(
                count: 5, keys: numbersOfKeys, shape: shape, fractionBits: bits, using: &generator)
            let start = (0..<numbers).map { sample.starts[$0] }
            let wanted = try self.wanted(sample, start: start, bits: bits, keys: keys, distance: distance)
            for kernel in Kernel.supported {
                let distances = KeyDistances(keys: keys, distance: distance, kernel: kernel)
                // One more than is written, to see that nothing else is.
                var found = [UInt64](repeating: 7, count: 5 * keyCount + 1)
                distances.write(of: 5, sums: sample.sums, start: start, fractionBits: bits, into: &found)
                #expect(found.popLast() == 7)
                #expect(found == wanted, "\(keyCount) keys, \(kernel)")
                guard distance.maximum <= UInt64(Int32.max) else { continue }
                var narrow = [Int32](repeating: -7, count: 5 * keyCount + 1)
                distances.write(of: 5, sums: sample.sums, start: start, fractionBits: bits, into: &narrow)
                #expect(narrow.popLast() == -7)
                #expect(narrow.map { UInt64($0) } == wanted, "\(keyCount) keys, \(kernel), 32 bits")
            }
        }
    }

    private func wanted(
        _ sample: EmbeddingSample, start: [Int32], bits: Int, keys: KeyPlanes, distance: DigitDistance
    ) throws -> [UInt64] {
        let shape = keys.shape
        return (0..<5).flatMap { position -> [UInt64] in
            let numbers = (0..<shape.numbers).map { number -> UInt64 in
                let noise = Int(sample.sums[position * shape.numbers + number])
                let difference = (Int(start[number]) << bits) - noise
                return UInt64(min(max(difference, 0) >> bits, Int(shape.largestNumber)))
            }
            let digits = KeyNumbers.digits(of: numbers, shape: shape)
            return (0..<keys.count).map { distance.between(digits, keys.digits(of: $0)) }
        }
    }
}
