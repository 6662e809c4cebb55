import Foundation
import KeyLayers
import TestSupport
import Testing
import TokenPipeline

@Suite struct StepCostsTests {
    private let unit = Double(1 << StepCosts.fractionBits)

    private func normalizer(_ costs: StepCosts, _ distances: [UInt64], _ nearest: UInt64) -> UInt64 {
        distances.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map {
                costs.normalizer($0, tokens: buffer.indices, nearest: nearest)
            } ?? 0
        }
    }

    /// Against the logarithm of a softmax; fractions of a bit are cut at 1/256.
    @Test func costsAreLogarithmsOfProbabilities() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let halving = UInt64.random(
                in: 1...1 << UInt64.random(in: 0...32, using: &generator), using: &generator)
            let costs = StepCosts(halving: halving)
            let spread = Double.random(in: 0...20, using: &generator)
            let distances = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
                1000 + UInt64(Double.random(in: 0...1, using: &generator) * spread * Double(halving))
            }
            let nearest = distances.min() ?? 0
            let found = normalizer(costs, distances, nearest)
            let sum = distances.reduce(0) { $0 + exp2(-Double($1 - nearest) / Double(halving)) }
            for distance in distances {
                let wanted = Double(distance - nearest) / Double(halving) + log2(sum)
                let cost = Double(found + costs.cost(ofDifference: distance - nearest)) / unit
                #expect((cost - wanted).magnitude < 0.006, "seed \(seed)")
            }
        }
    }

    @Test func costsNeverFallWithTheDistance() {
        for halving in [1, 2, 3, 999, 65_537, StepCosts.halvings.upperBound] {
            let costs = StepCosts(halving: halving)
            var last: UInt64 = 0
            let near = (0..<5000).map { UInt64($0) }
            let far = (0..<62).flatMap { bit -> [UInt64] in
                let power = UInt64(1) << UInt64(bit)
                return [power, power + 1]
            }.filter { $0 > 5000 }
            for difference in near + far.sorted() {
                let cost = costs.cost(ofDifference: difference)
                #expect(cost >= last)
                last = cost
            }
            #expect(costs.cost(ofDifference: 0) == 0)
            #expect(normalizer(costs, [7], 7) == 0)
            #expect(normalizer(costs, [7, 7, 7, 7], 7) == 2 << StepCosts.fractionBits)
            #expect(normalizer(costs, [7, .max >> 2], 7) < 1 << StepCosts.fractionBits)
        }
    }

    /// Learning finds the scale of answers that are drawn by it.
    @Test func learningFindsAScale() throws {
        let costs = try #require(
            try SyntheticTask.tokenRule(sequences: 400, seed: 3).learn(epochs: 1).model.costs)
        let sure = try #require(
            try SyntheticTask.tokenRule(sequences: 400, seed: 3).learn(epochs: 1, margin: 0.1).model.costs)
        let noisy = try #require(try noisyRule().learn(epochs: 1).model.costs)
        // Where answers are random, a lead in distance says less.
        #expect(noisy.halving > 2 * costs.halving)
        #expect(StepCosts.halvings.contains(sure.halving))
    }

    /// Every second answer is any of seven.
    private func noisyRule() -> SyntheticTask {
        var generator = SeededGenerator(seed: 4)
        var task = SyntheticTask.tokenRule(sequences: 400, seed: 3)
        for sequence in task.outputs.indices {
            for position in task.outputs[sequence].indices where Bool.random(using: &generator) {
                task.outputs[sequence][position] = ["tag\(Int.random(in: 0..<7, using: &generator))"]
            }
        }
        return task
    }
}
