import Scattershot
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SpacingMeasureTests {
    private func measure(_ gold: String, _ predicted: String) -> SpacingMeasure {
        var measure = SpacingMeasure()
        measure.add(gold: gold, predicted: predicted)
        return measure
    }

    /// Gold `the cat sat` has words 0–3, 3–6, 6–9; predicted `the ca tsat` has 0–3, 3–5, 5–9: one is right. Of the
    /// boundaries 3, 6 and 3, 5 one is right too.
    @Test func countedByHand() {
        let found = measure("the cat sat", "the ca tsat")
        #expect(found.words == MatchCounts(gold: 3, predicted: 3, right: 1))
        #expect(found.boundaries == MatchCounts(gold: 2, predicted: 2, right: 1))
        #expect(found.lines == 1 && found.exactLines == 0 && found.mismatches == 0)
        #expect(abs(found.words.f1 - 1.0 / 3) < 1e-12)
    }

    @Test(
        arguments: [
            // gold, predicted, words (gold, predicted, right), boundaries (the same)
            ("ab cd", "abcd", [2, 1, 0], [1, 0, 0]),
            ("abcd", "ab cd", [1, 2, 0], [0, 1, 0]),
            ("a b c", "a bc", [3, 2, 1], [2, 1, 1]),
            ("a b c", "a b c", [3, 3, 3], [2, 2, 2]),
            ("ab cd ef", "ab c d ef", [3, 4, 2], [2, 3, 2]),
            ("", "", [0, 0, 0], [0, 0, 0]),
            ("a", "a", [1, 1, 1], [0, 0, 0]),
        ] as [(String, String, [Int], [Int])])
    func smallCases(gold: String, predicted: String, words: [Int], boundaries: [Int]) {
        let found = measure(gold, predicted)
        #expect([found.words.gold, found.words.predicted, found.words.right] == words)
        #expect([found.boundaries.gold, found.boundaries.predicted, found.boundaries.right] == boundaries)
        #expect(found.exactLines == (gold == predicted ? 1 : 0))
    }

    @Test func onlyThePlacesOfSpacesMatter() {
        let found = measure("  the  cat\u{3000}sat ", "the cat sat")
        #expect(found.words == MatchCounts(gold: 3, predicted: 3, right: 3))
        #expect(found.exactLines == 1)
    }

    @Test func aCharacterIsWhatAReaderSees() {
        let found = measure("e\u{301} 👨‍👩‍👧b", "e\u{301}👨‍👩‍👧 b")
        #expect(found.words == MatchCounts(gold: 2, predicted: 2, right: 0))
        #expect(found.boundaries == MatchCounts(gold: 1, predicted: 1, right: 0))
    }

    @Test(arguments: [("a b", "a c"), ("ab", "abc"), ("a b", ""), ("é", "e\u{301}"), ("ab", "ba")])
    func otherTextIsAMismatchWithoutCredit(gold: String, predicted: String) {
        let found = measure(gold, predicted)
        #expect(found.mismatches == 1 && found.exactLines == 0 && found.lines == 1)
        #expect(found.words.right == 0 && found.boundaries.right == 0 && found.words.gold > 0)
    }

    /// The definition by sets of positions, on random spacings; and the sum over parts is the whole.
    @Test func equalsTheDefinitionBySets() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        var (first, second, all) = (SpacingMeasure(), SpacingMeasure(), SpacingMeasure())
        for round in 0..<2000 {
            let count = Int.random(in: 0...12, using: &generator)
            var boundaries: [Set<Int>] = []
            var lines: [String] = []
            for _ in 0..<2 {
                let chosen = Set((0..<count).dropFirst().filter { _ in Bool.random(using: &generator) })
                boundaries.append(chosen)
                lines.append((0..<count).map { (chosen.contains($0) ? " " : "") + "x" }.joined())
            }
            func words(_ boundaries: Set<Int>) -> Set<[Int]> {
                let edges = count == 0 ? [] : [0] + boundaries.sorted() + [count]
                return Set(zip(edges, edges.dropFirst()).map { [$0, $1] })
            }
            let found = measure(lines[0], lines[1])
            #expect(
                found.words.right == words(boundaries[0]).intersection(words(boundaries[1])).count,
                "seed \(seed)")
            #expect(found.words.gold == words(boundaries[0]).count, "seed \(seed)")
            #expect(found.boundaries.right == boundaries[0].intersection(boundaries[1]).count, "seed \(seed)")
            #expect((found.exactLines == 1) == (boundaries[0] == boundaries[1]), "seed \(seed)")
            if round % 2 == 0 { first += found } else { second += found }
            all.add(gold: lines[0], predicted: lines[1])
        }
        #expect(first + second == all)
        let coded = try JSONDecoder().decode(SpacingMeasure.self, from: JSONEncoder().encode(all))
        #expect(coded == all)
    }

    @Test func withoutItemsEveryShareIsZero() {
        let empty = SpacingMeasure()
        #expect(empty.words.f1 == 0 && empty.words.precision == 0 && empty.boundaries.recall == 0)
        #expect(empty.exactLineShare == 0)
    }
}
