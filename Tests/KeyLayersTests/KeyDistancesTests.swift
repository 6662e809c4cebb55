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
        for (keyCount, numbers) in [(1, 16), (7, 32), (45, 32), (300, 64), (900, 16)] {
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
            for kernel in [Kernel.scalar, .preferred] {
                let distances = KeyDistances(keys: keys, distance: distance, kernel: kernel)
                var found = [UInt64](repeating: 0, count: 5 * keyCount)
                found.withUnsafeMutableBufferPointer { found in
                    sample.sums.withUnsafeBufferPointer { sums in
                        start.withUnsafeBufferPointer { start in
                            guard let found = found.baseAddress, let sums = sums.baseAddress,
                                let start = start.baseAddress
                            else { return }
                            distances.write(of: 5, sums: sums, start: start, fractionBits: bits, into: found)
                        }
                    }
                }
                #expect(found == wanted, "\(keyCount) keys, \(kernel)")
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
