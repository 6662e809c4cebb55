import NoiseSampling
import Testing
import TokenPipeline

/// The noise that rows receive after an error.
@Suite struct UpdateNoiseTests {
    private let frame: TokenModelFrame

    init() throws { frame = try SyntheticTask.tokenRule(sequences: 60, seed: 4).frame() }

    private func key(_ token: Int) -> [Double] {
        let numbers = frame.distance.shape.numbers
        return (0..<numbers).map { Double(frame.keyNumbers[token * numbers + $0]) }
    }

    private func cosine(_ noise: [Int32], rival: Int, wanted: Int) -> Double {
        let canonical = zip(key(rival), key(wanted)).map { $0 - $1 }
        func product(_ first: [Double], _ second: [Double]) -> Double {
            zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let noise = noise.map(Double.init)
        return product(noise, canonical)
            / (product(noise, noise) * product(canonical, canonical)).squareRoot()
    }

    @Test func canonicalNoiseIsTheDifferenceOfTheKeys() {
        var update = UpdateNoise(frame: frame, rule: .canonical, seed: 1)
        let isFound = update.find(rival: 0, wanted: 1, step: 0, query: [])
        #expect(isFound)
        #expect(update.noise.map(Double.init) == zip(key(0), key(1)).map { $0 - $1 })
    }

    /// The hits of a mistake add up from step to step, so that few samples each time lead to the canonical direction in
    /// the end; another mistake begins anew. Noise whose neighbouring numbers go together (pink, brown) leads to a direction
    /// that is as smooth, and black noise hardly moves anything, so they are left out.
    @Test(arguments: [NoiseColour.white, .blue, .violet]) func mistakesAreRemembered(colour: NoiseColour) {
        var update = UpdateNoise(frame: frame, rule: .sampled(samples: 64, colour: colour), seed: 1)
        func find(rival: Int, wanted: Int, step: Int64) -> Double {
            let query = key(rival).map { Int32($0) }
            guard update.find(rival: rival, wanted: wanted, step: step, query: query) else { return 0 }
            return cosine(update.noise, rival: rival, wanted: wanted)
        }
        let cosines = (0..<400).map { find(rival: 0, wanted: 1, step: $0) }
        let early = cosines[..<5].reduce(0, +) / 5
        let late = cosines[395...].reduce(0, +) / 5
        #expect(late > early + 0.1, "\(early) \(late)")
        #expect(late > 0.8, "\(late)")
        #expect(abs(find(rival: 1, wanted: 0, step: 0)) < late)
    }

    /// The length is that of the canonical noise, but for rounding towards zero.
    @Test func sampledNoiseIsAsLongAsCanonicalNoise() {
        var update = UpdateNoise(frame: frame, rule: .sampled(samples: 256), seed: 3)
        let query = key(0).map { Int32($0) }
        let isFound = update.find(rival: 0, wanted: 1, step: 9, query: query)
        #expect(isFound)
        let length = update.noise.reduce(0) { $0 + Double($1.magnitude) }
        let canonical = zip(key(0), key(1)).reduce(0) { $0 + abs($1.0 - $1.1) }
        #expect(length <= canonical && length > canonical - Double(update.noise.count))
    }
}
