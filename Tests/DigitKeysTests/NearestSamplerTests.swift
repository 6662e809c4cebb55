import DigitKeys
import NoiseSampling
import TestSupport
import Testing

@Suite struct NearestSamplerTests {
    private func sampler(_ numbers: [UInt64], shape: KeyShape = .line, amplitude: Double, seed: UInt64 = 9)
        throws
        -> NearestSampler
    {
        let distance = try DigitDistance(shape: shape, factor: 2, penalty: 4)
        let planes = KeyPlanes(keys: numbers.map { [$0] }, shape: shape)
        return NearestSampler(
            index: PrefixIndex(keys: planes, distance: distance, strategy: .index),
            noise: ColouredNoise(stream: NoiseStream(seed: seed, number: 3)), amplitude: amplitude)
    }

    private func keys(_ count: Int, seed: UInt64 = 4) -> [UInt64] {
        var generator = SeededGenerator(seed: seed)
        return LineKeys.uniform.numbers(count, below: LineKeys.range, using: &generator)
    }

    @Test func fractionsAreTheDigitsOfNumbers() {
        var generator = SeededGenerator(seed: 8)
        for number in [0, 1, 9, LineKeys.range - 1, LineKeys.range / 2, 4_999_999_999_999_999]
            + keys(2000).map({ $0 % LineKeys.range })
        {
            let key = PackedKey(number: number)
            #expect(PackedKey(fraction: key.fraction) == key)
            #expect(key.fraction == 0 || PackedKey(fraction: key.fraction - 1).number == number - 1)
        }
        for _ in 0..<2000 {
            let fraction = generator.next()
            let digits = fraction.multipliedFullWidth(by: LineKeys.range).high
            #expect(PackedKey(fraction: fraction).number == digits)
        }
    }

    /// Batches of every length and start give the samples one by one, and their nearest keys.
    @Test(arguments: [0.5, 0.3, 1e-3, 1e-9, 1e-19], [16, 9, 2])
    func batchesAreTheSamplesOneByOne(amplitude: Double, digits: Int) throws {
        let shape = KeyShape(numbers: 1, digits: digits)
        let numbers = keys(200).map { $0 % (shape.largestNumber + 1) }
        let sampler = try sampler(numbers, shape: shape, amplitude: amplitude)
        for place in [0, .max, PackedKey(number: numbers[3]).fraction] as [UInt64] {
            for (start, count) in [(0, 0), (0, 1), (1, 1), (3, 300), (8, 256), (1 << 40 + 1, 1000)] {
                let counters = UInt64(start)..<UInt64(start + count)
                var matches = [KeyMatch](repeating: KeyMatch(index: -1, distance: 0), count: count)
                matches.withUnsafeMutableBufferPointer {
                    sampler.nearest(to: place, counters: counters, into: $0)
                }
                let wanted = counters.map { sampler.index.nearest(to: sampler.sample(place, $0)) }
                #expect(matches == wanted, "\(amplitude) \(digits) \(place) \(counters)")
                for key in [0, 3, 150] {
                    let hits = wanted.indices.filter { wanted[$0].index == key }
                    #expect(sampler.hitCount(of: key, from: place, counters: counters) == hits.count)
                    #expect(
                        sampler.firstHit(of: key, from: place, counters: counters)
                            == hits.first.map { UInt64(start + $0) })
                }
            }
        }
    }

    @Test func noiseWrapsAroundTheCircle() throws {
        let sampler = try sampler(keys(10), amplitude: 0.25)
        for counter: UInt64 in 0..<200 {
            let key = sampler.sample(0, counter)
            #expect(key == PackedKey(fraction: 0 &- UInt64(bitPattern: sampler.noise(counter))))
            #expect(key.number < LineKeys.range / 4 + 1 || key.number >= LineKeys.range / 4 * 3)
        }
    }

    /// Mean and variance of a uniform distribution; the bounds are five deviations wide.
    @Test(arguments: [0.5, 0.125, 1e-6])
    func noiseIsUniform(amplitude: Double) throws {
        let sampler = try sampler(keys(2), amplitude: amplitude)
        let reach = Double(sampler.reach)
        let values = (0..<20_000).map { Double(sampler.noise($0)) / reach }
        #expect(values.allSatisfy { $0 >= -1 && $0 <= 1 })
        let mean = values.reduce(0, +) / 20_000
        let variance = values.reduce(0) { $0 + $1 * $1 } / 20_000
        // Of uniform numbers from -1 to 1, and of their squares.
        let (third, fourFortyFifths): (Double, Double) = (1.0 / 3.0, 4.0 / 45.0)
        let meanError: Double = (third / 20_000).squareRoot()
        let varianceError: Double = (fourFortyFifths / 20_000).squareRoot()
        #expect(abs(mean) < 5 * meanError, "\(mean)")
        #expect(abs(variance - third) < 5 * varianceError, "\(variance)")
    }

    /// Noise as wide as the circle finds every key of a small dictionary, and the hit replays.
    @Test func everyKeyIsFound() throws {
        let numbers = keys(40)
        let sampler = try sampler(numbers, amplitude: 0.5)
        for wanted in numbers.indices {
            let place = PackedKey(number: numbers[(wanted * 7 + 1) % 40]).fraction
            let hit = try #require(sampler.firstHit(of: wanted, from: place, counters: 0..<20_000))
            #expect(sampler.index.nearest(to: sampler.sample(place, hit)).index == wanted)
        }
    }

    @Test(arguments: [0, -0.1, 0.6, 2])
    func wrongAmplitudesTrap(amplitude: Double) async {
        await #expect(processExitsWith: .failure) { [amplitude] in
            let distance = try DigitDistance(shape: .line, factor: 2, penalty: 0)
            let index = PrefixIndex(keys: KeyPlanes(keys: [[1]], shape: .line), distance: distance)
            _ = NearestSampler(
                index: index, noise: ColouredNoise(stream: NoiseStream(seed: 0, number: 0)),
                amplitude: amplitude)
        }
    }
}
