import Foundation
import TestSupport
import Testing
import TokenPipeline

@Suite struct AlignmentLearnerTests {
    /// The rounds after the first one, whose cost is one of edits, each with its bound.
    private func expectFalling(_ rounds: [LearnedAlignment.Round], seed: UInt64) {
        for (before, after) in zip(rounds.dropFirst(), rounds.dropFirst(2)) where before.most == after.most {
            // Costs are rounded to 65536ths of a nat.
            #expect(after.cost <= before.cost + 0.01, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<12)
    func roundsNeverRaiseTheCost(seed: UInt64) {
        let random = RandomPairs(count: 60, alphabet: 4, longest: 7, seed: seed)
        var learner = AlignmentLearner(most: seed % 2 == 0 ? nil : 3)
        learner.coverage = 0.9
        var told = 0
        let learned = learner.learn(random.pairs, outputCount: 4, twins: random.twins) { _ in told += 1 }
        #expect(learned.rounds.count >= 2 && told == learned.rounds.count)
        expectFalling(learned.rounds, seed: seed)
    }

    /// The cost of a round is what its alignment and its costs come to, found from the definitions alone.
    @Test func theCostOfARound() {
        let random = RandomPairs(count: 10, alphabet: 2, longest: 3, seed: 5)
        let learned = AlignmentLearner(most: 3).learn(random.pairs, outputCount: 2, twins: random.twins) {
            _ in
        }
        // Rounds ended since nothing changed: the table is that of the last costs.
        let costs = AlignmentCosts.learned(learned.table, outputCount: 2)
        let again = AlignmentLearner.align(random.pairs, costs: costs, most: 3)
        #expect(again.lengths == learned.lengths)
        let sum = (0..<random.pairs.count).compactMap { again.cost(of: $0) }.reduce(0, +)
        // −Σ s·q·log p over all chunks of up to twelve tokens, beyond which q is next to nothing.
        var prior = 0.0
        for input in Set(learned.table.map(\.input)) {
            let entries = learned.table.filter { $0.input == input }
            let total = Double(entries.reduce(0) { $0 + $1.count })
            for length in 0...40 {
                let q = pow(0.5, Double(length + 1)) * pow(0.5, Double(length))
                let seen = entries.filter { $0.chunk.count == length }
                for entry in seen { prior -= q * log((Double(entry.count) + q) / (total + 1)) }
                prior -= (pow(2, Double(length)) - Double(seen.count)) * q * log(q / (total + 1))
            }
        }
        #expect(abs(sum + prior - (learned.rounds.last?.cost ?? 0)) < 0.01)
    }

    @Test func rulesAreFound() {
        let rule: [[UInt32]] = [[0], [1, 2], [], [3], [4, 0, 4]]
        let random = RandomPairs(ruled: rule, count: 400, seed: 3)
        let noTwins = [UInt32](repeating: AlignmentCosts.noTwin, count: rule.count)
        let learned = AlignmentLearner().learn(random.pairs, outputCount: 5, twins: noTwins) { _ in }
        #expect(learned.most == 3)
        for (input, length) in zip(random.pairs.inputs, learned.lengths) {
            #expect(Int(length) == rule[Int(input)].count)
        }
        expectFalling(learned.rounds, seed: 3)
    }

    @Test func equalLengthsNeedNoLearning() {
        var pairs = SequencePairs()
        for _ in 0..<5 { pairs.append(input: [0, 1, 2], output: [2, 1, 0]) }
        pairs.append(input: [], output: [])
        let learned = AlignmentLearner().learn(pairs, outputCount: 3, twins: [0, 1, 2]) { _ in }
        #expect(learned.most == 1 && learned.failures.isEmpty)
        #expect(learned.lengths == [UInt8](repeating: 1, count: 15))
    }

    /// One pair in a thousand may need more than the bound; it is named.
    @Test func aRareLongOutputDoesNotRaiseTheBound() {
        var pairs = SequencePairs()
        for number in 0..<2000 {
            if number == 700 {
                pairs.append(input: [0], output: [1, 1, 1, 1, 1, 1, 1])
            } else if number == 900 {
                pairs.append(input: [], output: [1])
            } else {
                pairs.append(input: [0, 1, 0], output: [0, 0, 1, 0])
            }
        }
        let learned = AlignmentLearner().learn(pairs, outputCount: 2, twins: [0, 1]) { _ in }
        #expect(learned.most == 2)
        #expect(
            learned.failures.map(\.pair) == [700, 900]
                && learned.failures.map(\.reason) == [.tooManyOutputs, .noInput])
        #expect(learned.cost(of: 700) == nil && learned.cost(of: 1) != nil)
    }

    @Test func logarithms() {
        for value in [1e-300, 1e-9, 0.1, 0.5, 0.999999, 1, 1.000001, 1.5, 2, 3, 10, 12345.678, 1e300] {
            #expect(abs(NaturalLogarithm.of(value) - log(value)) <= 1e-14 * max(abs(log(value)), 1))
        }
    }
}
