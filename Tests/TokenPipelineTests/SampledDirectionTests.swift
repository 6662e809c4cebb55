import DigitKeys
import KeyLayers
import NoiseSampling
import TestSupport
import Testing
import TokenPipeline

/// The sampler gives what its definition gives: one sample after another, found by the plain scan. Models depend on it.
@Suite struct SampledDirectionTests {
    @Test(
        arguments: [
            KeyShape.vector(16), .vector(32), KeyShape(numbers: 3, digits: 4),
            KeyShape(numbers: 1, digits: 2),
        ], NoiseColour.allCases)
    func directionsAreThoseOfTheDefinition(shape: KeyShape, colour: NoiseColour) throws {
        let source = KeySource(seed: 31, dictionary: 2)
        let keys = (0..<5).map { source.weights(of: $0, shape: shape) }
        let planes = KeyPlanes(keys: keys, shape: shape)
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        let decoder = EmbeddingDecoder(keys: planes, distance: distance)
        let search = ScalarScan(keys: planes, distance: distance)
        var found = 0
        for samples in [2, 7, 32, 34, 100] {
            let sampler = NoiseSampler(decoder: decoder, samples: samples, colour: colour, seed: 8)
            for step: UInt64 in 0..<12 {
                let query = keys[Int(step) % 5].map { Int32($0) }
                let wanted = Int(step / 2 + 1) % 5
                let rival = (wanted + 1) % 5
                let direction = sampler.direction(to: wanted, against: rival, from: query, step: step)
                #expect(
                    direction
                        == definition(
                            search, samples: samples, colour: colour, to: wanted, against: rival, from: query,
                            step: step),
                    "\(shape) samples \(samples) step \(step)")
                found += direction == nil ? 0 : 1
            }
        }
        #expect(found > 10)
    }

    private func definition(
        _ search: ScalarScan, samples: Int, colour: NoiseColour, to wanted: Int, against rival: Int,
        from query: [Int32],
        step: UInt64
    ) -> [Int64]? {
        let shape = search.keys.shape
        let coloured = ColouredNoise(stream: NoiseStream(seed: 8, number: step), colour: colour)
        let blocks = coloured.counters(for: shape.numbers)
        let pairs = (samples + 1) / 2
        for rung in 0..<NoiseSampler.rungs {
            let amplitude = NoiseSampler.firstAmplitude << Int32(rung)
            var sum = [Int64](repeating: 0, count: shape.numbers)
            var hitCount = 0
            for pair in 0..<pairs {
                let counter = UInt64(rung * pairs + pair) * blocks
                var noise = [Int32](repeating: 0, count: shape.numbers)
                coloured.fill(&noise, counter: counter, amplitude: amplitude)
                for sign: Int64 in [1, -1] {
                    let numbers = query.indices.map {
                        UInt64(
                            min(
                                max(Int64(query[$0]) - sign * Int64(noise[$0]), 0), Int64(shape.largestNumber)
                            ))
                    }
                    let nearest = search.nearest(to: KeyNumbers.digits(of: numbers, shape: shape)).index
                    guard nearest == wanted || nearest == rival else { continue }
                    hitCount += nearest == wanted ? 1 : 0
                    for number in noise.indices {
                        sum[number] += (nearest == wanted ? sign : -sign) * Int64(noise[number])
                    }
                }
            }
            if hitCount > 0 { return sum }
        }
        return nil
    }
}
