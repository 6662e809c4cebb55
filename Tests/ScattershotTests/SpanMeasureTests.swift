import Scattershot
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SpanMeasureTests {
    private func measure(_ gold: String, _ predicted: String) -> SpanMeasure {
        var measure = SpanMeasure()
        measure.add(
            gold: gold.split(separator: " ").map(String.init),
            predicted: predicted.split(separator: " ").map(String.init))
        return measure
    }

    /// gold, predicted, and the counts gold, predicted, right; worked out from conlleval's rules by hand.
    @Test(
        arguments: [
            ("B-NP I-NP O B-VP", "B-NP I-NP O B-VP", [2, 2, 2]),
            ("B-NP I-NP O B-VP", "B-NP O O B-VP", [2, 2, 1]),
            ("B-NP I-NP I-NP", "B-NP B-NP I-NP", [1, 2, 0]),
            ("B-NP I-NP", "B-VP I-VP", [1, 1, 0]),
            // Inconsistent output: I after O starts a span, and a change of type starts another.
            ("B-NP I-NP", "I-NP I-NP", [1, 1, 1]),
            ("O I-NP I-VP", "O B-NP B-VP", [2, 2, 2]),
            ("B-NP I-VP", "B-NP I-NP", [2, 1, 0]),
            // IOB1: B only between neighbours of one type.
            ("I-NP I-NP B-NP I-NP", "I-NP I-NP I-NP I-NP", [2, 1, 0]),
            ("I-NP B-NP I-VP", "B-NP B-NP B-VP", [3, 3, 3]),
            // IOBES
            ("B-NP E-NP S-NP O", "B-NP E-NP S-NP O", [2, 2, 2]),
            ("B-NP I-NP E-NP", "B-NP E-NP S-NP", [1, 2, 0]),
            ("S-NP S-NP", "S-NP B-NP", [2, 2, 2]),
            ("B-NP I-NP S-NP", "B-NP I-NP B-NP", [2, 2, 2]),
            ("E-NP E-NP", "S-NP S-NP", [2, 2, 2]),
            ("B-NP E-NP B-NP E-NP", "B-NP I-NP B-NP I-NP", [2, 2, 2]),
            // A type may contain hyphens; no type is a type too.
            ("B-A-1 I-A-1", "B-A-1 I-A-2", [1, 2, 0]),
            ("B I O B", "B I O O", [2, 1, 1]),
            ("O O", "O O", [0, 0, 0]),
            ("", "", [0, 0, 0]),
        ] as [(String, String, [Int])])
    func countedByHand(gold: String, predicted: String, counts: [Int]) {
        let spans = measure(gold, predicted).spans
        #expect([spans.gold, spans.predicted, spans.right] == counts)
    }

    @Test func perTypeAndTokens() throws {
        let found = measure("B-NP I-NP O B-VP B-NP", "B-NP I-NP B-VP B-VP I-NP")
        #expect(found.types["NP"] == MatchCounts(gold: 2, predicted: 2, right: 2))
        #expect(found.types["VP"] == MatchCounts(gold: 1, predicted: 2, right: 1))
        #expect(found.spans == MatchCounts(gold: 3, predicted: 4, right: 3))
        #expect(abs(found.spans.f1 - 6.0 / 7) < 1e-12)
        #expect(found.tokens == 5 && found.rightTokens == 3 && found.accuracy == 0.6)
        #expect(try JSONDecoder().decode(SpanMeasure.self, from: JSONEncoder().encode(found)) == found)
    }

    /// A span at the end of a sentence does not run into the next sentence.
    @Test func sentencesAreSeparate() {
        var measure = SpanMeasure()
        measure.add(gold: ["O", "B-NP"], predicted: ["O", "I-NP"])
        measure.add(gold: ["I-NP", "O"], predicted: ["I-NP", "O"])
        #expect(measure.spans == MatchCounts(gold: 2, predicted: 2, right: 2))
        #expect(measure.sentences == 2)
    }

    @Test func differentLengthsAreAMismatchWithoutCredit() {
        let found = measure("B-NP O", "B-NP")
        #expect(found.mismatches == 1 && found.rightTokens == 0 && found.tokens == 2)
        #expect(found.spans == MatchCounts(gold: 1, predicted: 1, right: 0))
    }

    /// Whatever the labels are, consistent or not, a copy of them is entirely right.
    @Test func aCopyIsRight() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        for _ in 0..<2000 {
            let labels = (0..<Int.random(in: 0...10, using: &generator)).map { _ in
                generator.pick(["O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y", "E-Y", "S-Y"])
            }
            var found = SpanMeasure()
            found.add(gold: labels, predicted: labels)
            #expect(found.spans.right == found.spans.gold, "seed \(seed), \(labels)")
            #expect(found.spans.predicted == found.spans.gold, "seed \(seed), \(labels)")
            #expect((found.spans.gold > 0) == labels.contains { $0 != "O" }, "seed \(seed), \(labels)")
        }
    }

    /// On consistent BIO labels the rules must agree with spans found as ranges.
    @Test func equalsTheRangesOfConsistentLabels() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = TextGenerator(seed: seed)
        var (first, second, all) = (SpanMeasure(), SpanMeasure(), SpanMeasure())
        for round in 0..<2000 {
            var labels: [[String]] = [[], []]
            var ranges: [Set<String>] = [[], []]
            let count = Int.random(in: 0...10, using: &generator)
            for side in 0..<2 {
                while labels[side].count < count {
                    let start = labels[side].count
                    let length = Int.random(in: 1...min(3, count - start), using: &generator)
                    if Bool.random(using: &generator) {
                        labels[side] += [String](repeating: "O", count: length)
                    } else {
                        let type = generator.pick(["X", "Y"])
                        labels[side] += ["B-" + type] + [String](repeating: "I-" + type, count: length - 1)
                        ranges[side].insert("\(type) \(start) \(length)")
                    }
                }
            }
            var found = SpanMeasure()
            found.add(gold: labels[0], predicted: labels[1])
            let expected = MatchCounts(
                gold: ranges[0].count, predicted: ranges[1].count,
                right: ranges[0].intersection(ranges[1]).count
            )
            #expect(found.spans == expected, "seed \(seed)")
            #expect(found.types.values.reduce(MatchCounts(), +) == expected, "seed \(seed)")
            if round % 2 == 0 { first += found } else { second += found }
            all.add(gold: labels[0], predicted: labels[1])
        }
        #expect(first + second == all)
    }

    @Test func tellsSpansFromOtherLabels() {
        #expect(SpanMeasure.looksLikeSpans(["O", "B-NP", "I-NP"]))
        #expect(SpanMeasure.looksLikeSpans(["S-PER"]))
        #expect(!SpanMeasure.looksLikeSpans(["O", "O"]))
        #expect(!SpanMeasure.looksLikeSpans([]))
        #expect(!SpanMeasure.looksLikeSpans(["O", "subject", "object"]))
        #expect(!SpanMeasure.looksLikeSpans(["B-NP", "NOUN"]))
        #expect(!SpanMeasure.looksLikeSpans(["B-"]))
        #expect(!SpanMeasure.looksLikeSpans(["X-NP"]))
    }
}
