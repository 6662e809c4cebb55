import Scattershot
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct TaggingMeasureTests {
    @Test func countedByHand() throws {
        var measure = TaggingMeasure()
        measure.add(gold: ["N", "V", "N", "D"], predicted: ["N", "N", "N", "V"]) { $0 == 1 || $0 == 2 }
        measure.add(gold: ["D", "N"], predicted: ["D", "N"])
        #expect(measure.tokens == 6 && measure.rightTokens == 4)
        #expect(measure.accuracy == 4.0 / 6)
        #expect(measure.unknownTokens == 2 && measure.rightUnknownTokens == 1)
        #expect(measure.unknownAccuracy == 0.5)
        #expect(measure.sentences == 2 && measure.exactSentences == 1 && measure.exactSentenceShare == 0.5)
        #expect(
            measure.labels == [
                "N": MatchCounts(gold: 3, predicted: 4, right: 3),
                "V": MatchCounts(gold: 1, predicted: 1, right: 0),
                "D": MatchCounts(gold: 2, predicted: 1, right: 1),
            ]
        )
        let noun = try #require(measure.labels["N"])
        #expect(noun.precision == 0.75 && noun.recall == 1)
        #expect(abs(noun.f1 - 2 * 0.75 / 1.75) < 1e-12)
    }

    @Test func differentLengthsAreAMismatchWithoutCredit() {
        var measure = TaggingMeasure()
        measure.add(gold: ["N", "V"], predicted: ["N"]) { _ in true }
        measure.add(gold: [String](), predicted: ["N"])
        #expect(measure.mismatches == 2 && measure.rightTokens == 0 && measure.tokens == 2)
        #expect(measure.unknownTokens == 2 && measure.rightUnknownTokens == 0 && measure.exactSentences == 0)
        #expect(measure.labels["N"] == MatchCounts(gold: 1, predicted: 2, right: 0))
    }

    @Test func theSumOverPartsIsTheWhole() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        var (first, second, all) = (TaggingMeasure(), TaggingMeasure(), TaggingMeasure())
        for round in 0..<200 {
            let count = Int.random(in: 0...8, using: &generator)
            let gold = (0..<count).map { _ in generator.pick(["A", "B", "C"]) }
            let predicted = (0..<count).map { _ in generator.pick(["A", "B", "D"]) }
            all.add(gold: gold, predicted: predicted) { $0 % 3 == 0 }
            if round % 3 == 0 {
                first.add(gold: gold, predicted: predicted) { $0 % 3 == 0 }
            } else {
                second.add(gold: gold, predicted: predicted) { $0 % 3 == 0 }
            }
        }
        #expect(first + second == all, "seed \(seed)")
        #expect(all.labels.values.reduce(0) { $0 + $1.right } == all.rightTokens, "seed \(seed)")
        #expect(try JSONDecoder().decode(TaggingMeasure.self, from: JSONEncoder().encode(all)) == all)
    }
}
