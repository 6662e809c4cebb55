import Foundation
import KeyLayers
import TestSupport
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ClassCountsTests {
    /// The mutual information from its definition: Σ p(c,k) log₂ (p(c,k) / p(c) p(k)), both sides added up.
    private func information(_ counts: NeighbourCounts, labels: [Int]) -> Double {
        let all = Double(counts.occurrences.reduce(0, +))
        var sum = 0.0
        for side in [0, counts.contexts.perSide] {
            var (joint, contexts, classes) = ([[Int]: Double](), [Int: Double](), [Int: Double]())
            for token in 0..<counts.count {
                for context in side..<side + counts.contexts.perSide {
                    let share = Double(counts.times(token, beside: context)) / all
                    joint[[context, labels[token]], default: 0] += share
                    contexts[context, default: 0] += share
                    classes[labels[token], default: 0] += share
                }
            }
            for (pair, share) in joint where share > 0 {
                sum += share * log2(share / ((contexts[pair[0]] ?? 0) * (classes[pair[1]] ?? 0)))
            }
        }
        return sum
    }

    @Test(arguments: UInt64(0)..<4)
    func informationIsThatOfTheDefinition(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let counts = NeighbourText(seed: seed, classes: 5, words: 6, sentences: 80).counts(mostContexts: 20)
        let labels = (0..<counts.count).map { _ in Int.random(in: 0..<100, using: &generator) }
        let classes = ClassCounts(counts, weights: [1, 1])
        for (token, label) in labels.enumerated() { classes.add(token, to: label) }
        let found = classes.information()
        #expect(abs(found[0] - information(counts, labels: labels.map { $0 / 10 })) < 1e-3)
        #expect(abs(found[1] - information(counts, labels: labels)) < 1e-3)
    }

    /// A score is what the weighted information of all levels gains, times the number of occurrences.
    @Test(arguments: UInt64(0)..<4, [[1], [2, 1], [0, 3], [1, 1, 1]])
    func scoresAreGainsOfInformation(seed: UInt64, weights: [Int]) throws {
        var generator = SeededGenerator(seed: seed)
        let counts = NeighbourText(seed: seed, classes: 5, words: 6, sentences: 50).counts()
        let classes = ClassCounts(counts, weights: weights)
        var labels = (0..<counts.count).map { _ in Int.random(in: 0..<classes.leafCount, using: &generator) }
        for (token, label) in labels.enumerated() { classes.add(token, to: label) }
        let all = Double(counts.occurrences.reduce(0, +))
        func objective() -> Double {
            zip(classes.information(), weights).reduce(0) { $0 + $1.0 * Double($1.1) } * all
        }
        for _ in 0..<20 {
            let token = Int.random(in: 0..<counts.count, using: &generator)
            let before = objective()
            classes.remove(token, from: labels[token])
            let target = Int.random(in: 0..<classes.leafCount, using: &generator)
            classes.weigh(token, including: [labels[token], target])
            let gain = try #require(classes.score(of: target)) - #require(classes.score(of: labels[token]))
            classes.add(token, to: target)
            labels[token] = target
            // Each n · log₂ n is rounded to a part of a bit; a token has few enough neighbours for a bound of one bit.
            #expect(abs(objective() - before - Double(gain) / CountLogs.scale) < 1)
        }
    }

    @Test func logsOfLargeCountsContinueThoseOfTheTable() {
        let logs = CountLogs()
        for count in [0, 1, 2, 3, 65_535, 65_536, 65_537, 1 << 24] {
            let exact = count == 0 ? 0 : Double(count) * log2(Double(count)) * CountLogs.scale
            #expect(abs(Double(logs[count]) - exact) <= 0.5 + exact * 1e-15)
        }
    }
}
