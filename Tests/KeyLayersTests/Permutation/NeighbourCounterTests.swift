import KeyLayers
import TestSupport
import Testing

@Suite struct NeighbourCounterTests {
    /// Against dictionaries from pairs to counts.
    @Test(arguments: UInt64(0)..<6, [(1, 1000), (3, 5), (2, 0)])
    func countsWhatStandsBeside(seed: UInt64, limits: (minimum: Int, contexts: Int)) {
        let text = NeighbourText(seed: seed, classes: 4, words: 5, sentences: 60)
        let counts = text.counts(minimumCount: limits.minimum, mostContexts: limits.contexts)
        var seen: [String: Int] = [:]
        for token in text.sentences.joined() { seen[token, default: 0] += 1 }
        #expect(Set(counts.tokens) == Set(seen.filter { $0.value >= limits.minimum }.keys))
        #expect(counts.occurrences == counts.tokens.map { seen[$0] })
        #expect(zip(counts.occurrences, counts.occurrences.dropFirst()).allSatisfy { $0 >= $1 })
        let contexts = counts.contexts
        #expect(contexts.told == min(limits.contexts, counts.count))
        func context(_ token: String?) -> Int {
            guard let token else { return contexts.boundary }
            let rank = counts.tokens.firstIndex(of: token) ?? contexts.told
            return min(rank, contexts.another)
        }
        var expected: [[Int]: Int] = [:]
        for sentence in text.sentences {
            for (place, token) in sentence.enumerated() {
                guard let rank = counts.tokens.firstIndex(of: token) else { continue }
                expected[[rank, context(place > 0 ? sentence[place - 1] : nil)], default: 0] += 1
                let right = context(place + 1 < sentence.count ? sentence[place + 1] : nil)
                expected[[rank, contexts.perSide + right], default: 0] += 1
            }
        }
        #expect(counts.pairCount == expected.count)
        for (pair, times) in expected { #expect(counts.times(pair[0], beside: pair[1]) == times) }
    }

    @Test func noTextHasNoTokens() {
        let counter = NeighbourCounter()
        counter.endSequence()
        let counts = counter.finished(minimumCount: 1, mostContexts: 10)
        #expect(counts.count == 0 && counts.pairCount == 0)
    }
}
