import Scattershot
import Testing
import TokenPipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct TranscriptionMeasureTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2),
        ("saturday", "sunday", 3), ("abc", "abc", 0), ("ab", "ba", 2), ("aXbc", "abc", 1), ("aaa", "aa", 1),
    ])
    func distances(first: String, second: String, distance: Int) {
        #expect(EditDistance.between(Array(first), Array(second)) == distance)
        #expect(EditDistance.between(Array(second), Array(first)) == distance)
    }

    /// The recursive definition, with a full table.
    @Test func equalsTheDefinition() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<2000 {
            let first = (0..<Int.random(in: 0...9, using: &generator)).map { _ in generator.pick([1, 2, 3]) }
            let second = (0..<Int.random(in: 0...9, using: &generator)).map { _ in generator.pick([1, 2, 3]) }
            var table = [[Int]](
                repeating: [Int](repeating: 0, count: second.count + 1), count: first.count + 1)
            for row in 0...first.count {
                for column in 0...second.count {
                    if row == 0 || column == 0 {
                        table[row][column] = row + column
                    } else {
                        let cost = first[row - 1] == second[column - 1] ? 0 : 1
                        table[row][column] = min(
                            table[row - 1][column - 1] + cost, table[row - 1][column] + 1,
                            table[row][column - 1] + 1
                        )
                    }
                }
            }
            #expect(EditDistance.between(first, second) == table[first.count][second.count], "seed \(seed)")
        }
    }

    @Test func countedByHand() throws {
        var measure = TranscriptionMeasure()
        measure.add(gold: ["K", "AE", "T"], predicted: ["K", "AE", "T"])
        measure.add(gold: ["D", "AO", "G"], predicted: ["D", "AA", "G", "Z"])
        #expect(measure.sequences == 2 && measure.wrongSequences == 1 && measure.sequenceError == 0.5)
        #expect(measure.goldTokens == 6 && measure.edits == 2)
        #expect(abs(measure.tokenError - 1.0 / 3) < 1e-12)
        #expect(measure + TranscriptionMeasure() == measure)
        #expect((measure + measure).edits == 4)
        #expect(
            try JSONDecoder().decode(TranscriptionMeasure.self, from: JSONEncoder().encode(measure))
                == measure)
    }

    @Test func theNearestOfSeveralAnswersCounts() {
        var measure = TranscriptionMeasure()
        measure.add(anyOf: [["a", "b", "c", "d"], ["a", "b"]], predicted: ["a", "b"])
        #expect(measure.wrongSequences == 0 && measure.goldTokens == 2)
        measure.add(anyOf: [["x"], ["a", "c"], ["b", "b"]], predicted: ["a", "b"])
        #expect(measure.wrongSequences == 1 && measure.goldTokens == 4 && measure.edits == 1)
        measure.add(anyOf: [], predicted: ["a"])
        #expect(measure.wrongSequences == 2 && measure.goldTokens == 4 && measure.edits == 2)
    }

    @Test func nothingHasNoError() {
        #expect(TranscriptionMeasure().sequenceError == 0 && TranscriptionMeasure().tokenError == 0)
    }
}
