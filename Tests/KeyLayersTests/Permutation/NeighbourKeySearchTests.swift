import DigitKeys
import KeyLayers
import TestSupport
import Testing

@Suite struct NeighbourKeySearchTests {
    private func isPermutation(_ numbers: [UInt32], of pool: KeyPool) -> Bool {
        Set(numbers).count == numbers.count && numbers.allSatisfy { Int($0) < pool.count }
    }

    /// Also with as many keys as tokens, where every move is a swap.
    @Test(arguments: UInt64(0)..<4, [1, 2, 8])
    func everyRoundGainsAndEveryTokenOwnsAKeyOfItsOwn(seed: UInt64, factor: Int) {
        let counts = NeighbourText(seed: seed, classes: 7, words: 8, sentences: 300).counts()
        let pool = KeyPool(seed: seed, count: counts.count * factor)
        let search = NeighbourKeySearch(counts, pool: pool, weights: [1, 1])
        var last = search.objective(search.information())
        let first = last
        for _ in 0..<4 {
            let round = search.round()
            let objective = search.objective(round.information)
            // Every n · log₂ n is rounded.
            #expect(objective >= last - 1e-3)
            #expect((round.moved == 0) == (abs(objective - last) < 1e-12) || round.moved > 0)
            last = objective
            #expect(isPermutation(search.keyNumbers, of: pool))
        }
        #expect(last > first + 0.05)
    }

    /// Words of one hidden class have the same neighbours, so they end up with the same first digit.
    @Test(arguments: UInt64(1)...3)
    func findsHiddenClasses(seed: UInt64) {
        let counts = NeighbourText(seed: seed, classes: 5, words: 12, sentences: 4000).counts()
        let pool = KeyPool(seed: seed, count: counts.count * 16)
        let search = NeighbourKeySearch(counts, pool: pool, weights: [1])
        var round = search.round()
        while round.moved > 0 && round.number < 30 { round = search.round() }
        var hidden: [Int: Set<Substring>] = [:]
        for (token, number) in zip(counts.tokens, search.keyNumbers) {
            hidden[KeyPool.leading(1, of: pool.key(Int(number))), default: []].insert(
                token.prefix { $0 != "w" })
        }
        #expect(hidden.values.allSatisfy { $0.count == 1 }, "\(hidden)")
    }

    @Test func aRunThatWasResumedEndsLikeOneThatWasNot() {
        let counts = NeighbourText(seed: 3, classes: 7, words: 9, sentences: 400).counts(mostContexts: 30)
        let pool = KeyPool(seed: 5, count: counts.count + 3)
        let whole = NeighbourKeySearch(counts, pool: pool, weights: [1, 2])
        let first = NeighbourKeySearch(counts, pool: pool, weights: [1, 2])
        for _ in 0..<2 { _ = first.round() }
        let second = NeighbourKeySearch(
            counts, pool: pool, weights: [1, 2], keyNumbers: first.keyNumbers, rounds: first.rounds)
        for _ in 0..<4 { _ = whole.round() }
        for _ in 0..<2 { _ = second.round() }
        #expect(second.keyNumbers == whole.keyNumbers)
        #expect(second.rounds == whole.rounds)
        #expect(second.information() == whole.information())
    }

    @Test func noTokensAreNoWork() {
        let counts = NeighbourCounter().finished(minimumCount: 1, mostContexts: 10)
        let search = NeighbourKeySearch(counts, pool: KeyPool(count: 0), weights: [1, 1, 1])
        let round = search.round()
        #expect(round.moved == 0 && round.information == [0, 0, 0] && search.keyNumbers.isEmpty)
    }

    @Test func leadingDigitsAreThoseOfTheKey() {
        let key: UInt64 = 1_234_567_890_123_456
        #expect(KeyPool.leading(1, of: key) == 1)
        #expect(KeyPool.leading(3, of: key) == 123)
        #expect(KeyPool.leading(2, of: 99) == 0)
        #expect(KeyPool.leading(3, of: 9_999_999_999_999_999) == 999)
    }
}
