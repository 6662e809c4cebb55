import TestSupport
import Testing
import TokenPipeline

@Suite struct NextTokenSamplerTests {
    private static func model(seed: UInt64, tokens: Int = 6) throws -> NextTokenModel {
        try NextTokenLearner(NextTokenSettings(order: 3)).learn(
            NextTokenModelTests.text(4000, tokens: tokens, seed: seed),
            wordTokens: NextTokenModelTests.words(tokens))
    }

    /// Chi-square of the tokens chosen after one history against their probabilities. The unknown token is never chosen, so
    /// its share is dealt out to the others.
    @Test(arguments: [1.0, 0.5, 2.0]) func noiseOfAmplitudeOneSamplesExactly(temperature: Double) throws {
        let seed = UInt64.random(in: .min ... .max)
        let model = try Self.model(seed: seed)
        let history = EmittedHistory()
        var probabilities: [Double] = []
        model.distribution(after: history, into: &probabilities)
        // The power 1 / T, for the temperatures that need no function for it.
        var wanted = probabilities.prefix(model.tokenCount).map {
            temperature == 1 ? $0 : temperature == 2 ? $0.squareRoot() : $0 * $0
        }
        let sum = wanted.reduce(0, +)
        wanted = wanted.map { $0 / sum }
        var sampler = NextTokenSampler(temperature: temperature, seed: seed, visitCost: 0)
        var counts = [Double](repeating: 0, count: model.tokenCount)
        let draws = 20_000.0
        for _ in 0..<Int(draws) {
            let token = sampler.next(model, after: history)
            counts[Int(try #require(token))] += 1
        }
        let statistic = zip(counts, wanted).reduce(0.0) {
            $0 + ($1.0 - draws * $1.1) * ($1.0 - draws * $1.1) / (draws * $1.1)
        }
        // Five degrees of freedom: 50 is passed once in 10^9.
        #expect(statistic < 50, "seed \(seed): \(counts) \(wanted)")
    }

    private static func walk(
        _ model: NextTokenModel, _ count: Int, temperature: Double, seed: UInt64 = 1, visitCost: Double = 1
    ) -> [UInt32] {
        var sampler = NextTokenSampler(temperature: temperature, seed: seed, visitCost: visitCost)
        var history = EmittedHistory()
        var tokens: [UInt32] = []
        while tokens.count < count, let token = sampler.next(model, after: history) {
            model.read(token, after: &history)
            tokens.append(token)
        }
        return tokens
    }

    @Test func withoutNoiseTheMostProbableTokenIsTaken() throws {
        let seed = UInt64.random(in: .min ... .max)
        let model = try Self.model(seed: seed)
        var history = EmittedHistory()
        var probabilities: [Double] = []
        for token in Self.walk(model, 200, temperature: 0, visitCost: 0) {
            model.distribution(after: history, into: &probabilities)
            #expect(probabilities[Int(token)] == probabilities.dropLast().max(), "seed \(seed)")
            model.read(token, after: &history)
        }
    }

    /// The walk without noise goes in circles when visits cost nothing, so the measure sees circles; and not when they do.
    @Test func visitsKeepTheWalkFromGoingInCircles() throws {
        let seed = UInt64.random(in: .min ... .max)
        let model = try Self.model(seed: seed, tokens: 30)
        let circles = RepetitionMeasure(Self.walk(model, 2000, temperature: 0, visitCost: 0))
        #expect(circles.distinctShare < 0.2 && circles.longestRepeat >= 40, "seed \(seed): \(circles)")
        let walk = RepetitionMeasure(Self.walk(model, 2000, temperature: 0))
        #expect(walk.distinctShare > 0.5 && walk.longestRepeat < 40, "seed \(seed): \(walk)")
    }

    @Test func theSeedDecides() throws {
        let model = try Self.model(seed: 3)
        let first = Self.walk(model, 300, temperature: 1, seed: 5)
        #expect(first == Self.walk(model, 300, temperature: 1, seed: 5))
        #expect(first != Self.walk(model, 300, temperature: 1, seed: 6))
        #expect(
            Self.walk(model, 300, temperature: 0, seed: 5) == Self.walk(model, 300, temperature: 0, seed: 6))
        // At temperature 1 visits cost nothing, whatever they would cost below.
        #expect(first == Self.walk(model, 300, temperature: 1, seed: 5, visitCost: 9))
    }

    @Test func aModelWithoutTokensWritesNothing() throws {
        let model = try NextTokenLearner(NextTokenSettings()).learn([], wordTokens: [])
        #expect(Self.walk(model, 10, temperature: 1) == [])
    }
}
