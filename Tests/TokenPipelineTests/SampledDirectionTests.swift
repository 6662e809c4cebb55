import DigitKeys
import NoiseSampling
import TestSupport
import Testing
import TokenPipeline

/// The sampler gives what its definition gives: one sample after another, drawn word by word. Models depend on it.
@Suite struct SampledDirectionTests {
    @Test(arguments: [
        KeyShape.vector(16), .vector(32), KeyShape(numbers: 3, digits: 4), KeyShape(numbers: 1, digits: 5),
    ])
    func directionsAreThoseOfTheDefinition(shape: KeyShape) throws {
        let source = KeySource(seed: 31, dictionary: 2)
        let keys = (0..<5).map { source.weights(of: $0, shape: shape) }
        let search = PlaneScan(
            keys: KeyPlanes(keys: keys, shape: shape),
            distance: try DigitDistance(shape: shape, factor: 10, penalty: 0))
        var found = 0
        for samples in [2, 7, 32, 34, 100] {
            let sampler = NoiseSampler(search: search, samples: samples, seed: 8)
            for step: UInt64 in 0..<12 {
                let query = keys[Int(step) % 5].map { Int32($0) }
                let wanted = Int(step / 2 + 1) % 5
                let direction = sampler.direction(to: wanted, from: query, step: step)
                #expect(
                    direction == definition(search, samples: samples, to: wanted, from: query, step: step),
                    "\(shape) samples \(samples) step \(step)")
                found += direction == nil ? 0 : 1
            }
        }
        #expect(found > 10)
    }

    private func definition(
        _ search: PlaneScan, samples: Int, to wanted: Int, from query: [Int32], step: UInt64
    ) -> [Int64]? {
        let shape = search.keys.shape
        let stream = NoiseStream(seed: 8, number: step)
        let blocks = WhiteNoise.counters(for: shape.numbers)
        let pairs = (samples + 1) / 2
        for rung in 0..<NoiseSampler.rungs {
            let amplitude = NoiseSampler.firstAmplitude << Int32(rung)
            var hits = [Int64](repeating: 0, count: shape.numbers)
            var hitCount = 0
            for pair in 0..<pairs {
                let counter = UInt64(rung * pairs + pair) * blocks
                let noise = query.indices.map { number in
                    let word = stream.block(counter + UInt64(number / 4))[number % 4]
                    return Int64(NoiseStream.scale(word, below: UInt32(2 * amplitude + 1))) - Int64(amplitude)
                }
                for sign: Int64 in [1, -1] {
                    let numbers = query.indices.map {
                        UInt64(min(max(Int64(query[$0]) - sign * noise[$0], 0), Int64(shape.largestNumber)))
                    }
                    guard search.nearest(to: KeyNumbers.digits(of: numbers, shape: shape)).index == wanted
                    else { continue }
                    hitCount += 1
                    for number in noise.indices { hits[number] += sign * noise[number] }
                }
            }
            if hitCount > 0 { return hits }
        }
        return nil
    }
}
