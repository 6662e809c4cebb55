import GraphPipeline
import TestSupport
import Testing

/// How training data is cut, and how clear its decisions are.
@Suite struct TaggingDataTests {
    @Test func blocksOfFortyGoToFiveSlices() {
        for isReserved in [false, true] {
            var counts: [DataSlices.Part: Int] = [:]
            for sequence in 0..<4000 {
                let part = DataSlices.part(of: sequence, reservesComparison: isReserved)
                counts[part, default: 0] += 1
                #expect(part == DataSlices.part(of: sequence / 40 * 40, reservesComparison: isReserved))
                // What selects and validates does not depend on what is reserved.
                let plain = DataSlices.part(of: sequence, reservesComparison: false)
                #expect(part == plain || plain == .untouched && part == .comparison)
            }
            #expect(counts[.selection] == 1600 && counts[.validation] == 1600)
            #expect(counts[.untouched] == (isReserved ? 400 : 800))
            #expect(counts[.comparison] == (isReserved ? 400 : nil))
        }
    }

    private func corpus(_ distances: [[Int32]]) -> TaggedCorpus {
        TaggedCorpus(
            columns: [distances.map { _ in 0 }], tokens: [["w"]],
            labels: (0..<(distances.first?.count ?? 2)).map { "l\($0)" },
            wanted: distances.map { _ in 0 }, distances: distances.flatMap(\.self),
            sequenceEnds: distances.isEmpty ? [] : [distances.count])
    }

    @Test func marginsAreThoseOfTheTwoNearest() {
        // Margins 0, 10, …, 310, not in this order, wherever the two nearest stand.
        let rows = (0..<32).map { index -> [Int32] in
            let margin = Int32(index * 7 % 32 * 10)
            return [[500, 500 + margin, 900], [500 + margin, 900, 500], [900, 500, 500 + margin]][index % 3]
        }
        let margins = Margins(of: corpus(rows))
        #expect(margins.unit == 160 && margins.largest == 900)
        #expect(margins.steps == [20, 40, 60, 80, 100, 120, 140])
    }

    @Test func equalMarginsMakeOneStepAndNoneMakesNone() {
        let equal = Margins(of: corpus(Array(repeating: [5, 35], count: 20)))
        #expect(equal.unit == 30 && equal.steps == [30])
        let tied = Margins(of: corpus(Array(repeating: [5, 5], count: 20)))
        #expect(tied.unit == 2 && tied.steps.isEmpty)
        let empty = Margins(of: corpus([]))
        #expect(empty.unit == 2 && empty.steps.isEmpty && empty.largest == 0)
    }
}
