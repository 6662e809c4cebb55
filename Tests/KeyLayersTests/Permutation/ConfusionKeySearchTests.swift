import DigitKeys
import KeyLayers
import NoiseSampling
import TestSupport
import Testing

@Suite struct ConfusionKeySearchTests {
    private let distance: DigitDistance

    init() throws { distance = try DigitDistance(shape: .vector(16), factor: 10, penalty: 0) }

    private func keys(_ count: Int) -> [[UInt64]] {
        let source = KeySource(seed: 4, dictionary: 0)
        return (0..<count).map { source.weights(of: $0, shape: .vector(16)) }
    }

    private func confusions(seed: UInt64, tokens: Int, pairs: Int) -> (ConfusionCounts, [(Int, Int, Int)]) {
        var generator = SeededGenerator(seed: seed)
        var counts = ConfusionCounts(tokenCount: tokens)
        var list: [(Int, Int, Int)] = []
        for _ in 0..<pairs {
            let first = Int.random(in: 0..<tokens, using: &generator)
            let second = Int.random(in: 0..<tokens, using: &generator)
            guard first != second else { continue }
            let times = Int.random(in: 1...9, using: &generator)
            counts.add(first, second, times: times)
            list.append((first, second, times))
        }
        return (counts, list)
    }

    private func objective(_ list: [(Int, Int, Int)], _ keys: [[UInt64]], _ numbers: [UInt32]) -> UInt64 {
        list.reduce(0) { sum, pair in
            let digits = [pair.0, pair.1].map {
                KeyNumbers.digits(of: keys[Int(numbers[$0])], shape: distance.shape)
            }
            return sum + UInt64(pair.2) * distance.between(digits[0], digits[1])
        }
    }

    /// The objective is kept move by move; it must be that of the definition, and higher than at the start.
    @Test(arguments: UInt64(0)..<5, [12, 30])
    func theObjectiveRisesAndIsThatOfTheKeys(seed: UInt64, keyCount: Int) {
        let (counts, list) = confusions(seed: seed, tokens: 12, pairs: 40)
        let keys = keys(keyCount)
        var search = ConfusionKeySearch(keys: keys, distance: distance, confusions: counts)
        let before = search.objective
        #expect(before == objective(list, keys, search.keyNumbers))
        let kept = search.run(stream: NoiseStream(seed: seed, number: 1))
        #expect(kept > 0)
        #expect(search.objective > before)
        #expect(search.objective == objective(list, keys, search.keyNumbers))
        #expect(Set(search.keyNumbers).count == 12)
        #expect(search.keyNumbers.allSatisfy { $0 < keyCount })
    }

    /// Of three keys the two that are farthest apart go to the two tokens that are confused.
    @Test func confusedTokensGetTheFarthestKeys() {
        let keys: [[UInt64]] = [[0], [10], [999], [20]].map { Array(repeating: $0[0], count: 16) }
        var counts = ConfusionCounts(tokenCount: 3)
        counts.add(0, 1, times: 100)
        counts.add(2, 1)
        var search = ConfusionKeySearch(keys: keys, distance: distance, confusions: counts)
        _ = search.run(stream: NoiseStream(seed: 1, number: 1))
        #expect(Set(search.keyNumbers[0...1]) == [0, 2])
    }

    @Test func nothingToMoveIsNoWork() {
        var none = ConfusionKeySearch(
            keys: [], distance: distance, confusions: ConfusionCounts(tokenCount: 0))
        #expect(none.run(stream: NoiseStream(seed: 1, number: 1)) == 0)
        var calm = ConfusionKeySearch(
            keys: keys(5), distance: distance, confusions: ConfusionCounts(tokenCount: 3))
        #expect(calm.run(stream: NoiseStream(seed: 1, number: 1)) == 0)
        #expect(calm.keyNumbers == [0, 1, 2])
    }
}
