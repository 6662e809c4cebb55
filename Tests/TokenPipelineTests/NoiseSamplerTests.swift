import DigitKeys
import KeyLayers
import NoiseSampling
import Testing
import TokenPipeline

extension NoiseSampler {
    /// The direction of one step; nil when nothing hits.
    func direction(to wanted: Int, against rival: Int, from query: [Int32], step: UInt64) -> [Int64]? {
        var sum = [Int64](repeating: 0, count: query.count)
        let hits = sum.withUnsafeMutableBufferPointer {
            addDirection(to: wanted, against: rival, from: query, step: step, into: $0)
        }
        return hits > 0 ? sum : nil
    }
}

@Suite struct NoiseSamplerTests {
    private let shape = KeyShape.vector(16)
    private let keys: [[UInt64]] = {
        let source = KeySource(seed: 12, dictionary: 4)
        return (0..<4).map { source.weights(of: $0, shape: .vector(16)) }
    }()

    private func sampler(samples: Int, seed: UInt64 = 1) throws -> NoiseSampler {
        NoiseSampler(
            decoder: EmbeddingDecoder(
                keys: KeyPlanes(keys: keys, shape: shape),
                distance: try DigitDistance(shape: shape, factor: 10, penalty: 0)),
            samples: samples, seed: seed)
    }

    private func cosine(_ first: [Double], _ second: [Double]) -> Double {
        func product(_ first: [Double], _ second: [Double]) -> Double {
            zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let length = (product(first, first) * product(second, second)).squareRoot()
        return length > 0 ? product(first, second) / length : 0
    }

    /// Mean cosine between the sampled direction and the canonical one, key(rival) − key(wanted), over all pairs of
    /// keys, when the rival's key is what was decoded.
    private func meanCosine(samples: Int) throws -> Double {
        let sampler = try sampler(samples: samples)
        var cosines: [Double] = []
        for rival in keys.indices {
            for wanted in keys.indices where wanted != rival {
                let query = keys[rival].map { Int32($0) }
                for step in 0..<4 {
                    let found = sampler.direction(
                        to: wanted, against: rival, from: query,
                        step: UInt64(step * 100 + rival * 10 + wanted))
                    let canonical = zip(keys[rival], keys[wanted]).map { Double($0) - Double($1) }
                    cosines.append(found.map { cosine($0.map { Double($0) }, canonical) } ?? 0)
                }
            }
        }
        return cosines.reduce(0, +) / Double(cosines.count)
    }

    /// Sampling converges to the canonical direction: each step here draws eight times the samples of the last. The
    /// cosines end below 1, since numbers that saturate tell nothing.
    @Test func theDirectionConvergesToTheCanonicalOne() throws {
        let cosines = try [4, 32, 256, 2048, 16_384].map { try meanCosine(samples: $0) }
        #expect(zip(cosines, cosines.dropFirst()).allSatisfy { $0 < $1 }, "\(cosines)")
        #expect((cosines.first ?? 1) < 0.5, "\(cosines)")
        #expect((cosines.last ?? 0) > 0.8, "\(cosines)")
    }

    @Test func aStepDrawsTheSameSamplesAlways() throws {
        let query = keys[0].map { Int32($0) }
        let sampler = try sampler(samples: 64)
        let first = sampler.direction(to: 1, against: 0, from: query, step: 5)
        #expect(first != nil)
        #expect(try self.sampler(samples: 64).direction(to: 1, against: 0, from: query, step: 5) == first)
        #expect(sampler.direction(to: 1, against: 0, from: query, step: 6) != first)
        #expect(
            try self.sampler(samples: 64, seed: 2).direction(to: 1, against: 0, from: query, step: 5) != first
        )
        // Samples come in pairs.
        #expect(try self.sampler(samples: 63).direction(to: 1, against: 0, from: query, step: 5) == first)
    }

    /// A step is added to what is there.
    @Test func directionsAddUp() throws {
        let query = keys[0].map { Int32($0) }
        let sampler = try sampler(samples: 64)
        var sums = [Int64](repeating: 5, count: 16)
        let counts = (0..<3).map { step in
            sums.withUnsafeMutableBufferPointer {
                sampler.addDirection(to: 1, against: 0, from: query, step: step, into: $0)
            }
        }
        #expect(counts.allSatisfy { (1...64).contains($0) })
        let parts = (0..<3).map { sampler.direction(to: 1, against: 0, from: query, step: $0) ?? [] }
        for number in 0..<16 {
            let wanted = parts.reduce(5) { sum, part in sum + part[number] }
            #expect(sums[number] == wanted)
        }
    }

    /// The definition, sample by sample with the plain scan: hits less what stays at the rival, on the first rung that hits.
    @Test(arguments: [NoiseColour.white, .pink, .black], [2, 64, 100])
    func theDirectionIsThatOfTheDefinition(colour: NoiseColour, samples: Int) throws {
        let distance = try DigitDistance(shape: shape, factor: 10, penalty: 0)
        let planes = KeyPlanes(keys: keys, shape: shape)
        let scan = ScalarScan(keys: planes, distance: distance)
        let sampler = NoiseSampler(
            decoder: EmbeddingDecoder(keys: planes, distance: distance), samples: samples, colour: colour,
            seed: 7)
        for (rival, wanted) in [(0, 1), (1, 2), (2, 3), (3, 0)] {
            let query = keys[rival].map { Int32($0) }
            let noise = ColouredNoise(stream: NoiseStream(seed: 7, number: 9), colour: colour)
            var expected: [Int64]?
            for rung in 0..<NoiseSampler.rungs where expected == nil {
                var (sum, hits) = ([Int64](repeating: 0, count: 16), 0)
                for pair in 0..<samples / 2 {
                    var vector = [Int32](repeating: 0, count: 16)
                    noise.fill(
                        &vector, counter: UInt64(rung * samples / 2 + pair) * noise.counters(for: 16),
                        amplitude: NoiseSampler.firstAmplitude << Int32(rung))
                    for sign in [1, -1] as [Int64] {
                        let moved = zip(query, vector).map { number, noise in
                            UInt64(
                                KeyNumbers.saturatingSubtract(
                                    Int64(number), sign * Int64(noise), largest: 999))
                        }
                        let found = scan.nearest(to: KeyNumbers.digits(of: moved, shape: shape)).index
                        guard found == wanted || found == rival else { continue }
                        hits += found == wanted ? 1 : 0
                        let share = found == wanted ? sign : -sign
                        for number in sum.indices { sum[number] += share * Int64(vector[number]) }
                    }
                }
                if hits > 0 { expected = sum }
            }
            #expect(sampler.direction(to: wanted, against: rival, from: query, step: 9) == expected)
        }
    }

    /// A key that equals an earlier one is never the nearest, whatever is drawn.
    @Test func keysThatCannotBeReachedHaveNoDirection() throws {
        let decoder = EmbeddingDecoder(
            keys: KeyPlanes(keys: [keys[0], keys[1], keys[0]], shape: shape),
            distance: try DigitDistance(shape: shape, factor: 10, penalty: 0))
        let sampler = NoiseSampler(decoder: decoder, samples: 64, seed: 1)
        #expect(sampler.direction(to: 2, against: 1, from: keys[1].map { Int32($0) }, step: 0) == nil)
        #expect(sampler.direction(to: 0, against: 1, from: keys[1].map { Int32($0) }, step: 0) != nil)
    }

    /// A single number from one end to the other is out of reach of the first amplitude: higher rungs find it.
    @Test func theLadderClimbsUntilSomethingHits() throws {
        let shape = KeyShape(numbers: 1, digits: 4)
        let decoder = EmbeddingDecoder(
            keys: KeyPlanes(keys: [[0], [9999]], shape: shape),
            distance: try DigitDistance(shape: shape, factor: 10, penalty: 0))
        let sampler = NoiseSampler(decoder: decoder, samples: 200, seed: 1)
        let direction = try #require(sampler.direction(to: 1, against: 0, from: [0], step: 0))
        #expect(direction[0] < 0)
        #expect(try #require(sampler.direction(to: 0, against: 1, from: [9999], step: 0))[0] > 0)
    }

    @Test(arguments: [1, 0, -4])
    func samplingTakesAtLeastOnePair(samples: Int) async {
        await #expect(processExitsWith: .failure) { [samples] in
            let shape = KeyShape.vector(16)
            let decoder = EmbeddingDecoder(
                keys: KeyPlanes(keys: [Array(repeating: 1, count: 16)], shape: shape),
                distance: try DigitDistance(shape: shape, factor: 2, penalty: 0))
            _ = NoiseSampler(decoder: decoder, samples: samples, seed: 1)
        }
    }
}
