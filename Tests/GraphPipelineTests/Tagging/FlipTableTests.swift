import GraphPipeline
import TestSupport
import Testing

/// What the table says of all weights at once, against running each of them.
@Suite struct FlipTableTests {
    private static let unit: Int32 = 10_000
    private static let labels = 4

    /// Sequences of at most `longest` positions. Distances are wide, so that no two sums are equal.
    private func corpus(longest: Int, _ generator: inout SeededGenerator) -> TaggedCorpus {
        var ends: [Int] = []
        for _ in 0..<60 { ends.append((ends.last ?? 0) + Int.random(in: 1...longest, using: &generator)) }
        let count = ends.last ?? 0
        return TaggedCorpus(
            columns: [Array(repeating: 0, count: count)], tokens: [["word"]],
            labels: (0..<Self.labels).map { "label\($0)" },
            wanted: (0..<count).map { _ in UInt32.random(in: 0..<UInt32(Self.labels), using: &generator) },
            distances: (0..<count * Self.labels).map { _ in
                Int32.random(in: 0..<1_000_000, using: &generator) / 10
            },
            sequenceEnds: ends)
    }

    /// Checks one label of a slice with matches of every density.
    private func check(
        _ slice: GraphSlice, positions: Int, label: Int, isNearer: Bool, seed: UInt64,
        _ generator: inout SeededGenerator
    ) {
        let table = FlipTable(slice, label: label, unit: Self.unit, isNearer: isNearer)
        let words = (positions + 63) / 64
        for density in 0..<12 {
            var match = [UInt64](repeating: 0, count: words)
            for position in 0..<positions where Int.random(in: 0...11, using: &generator) <= density {
                match[position >> 6] |= 1 << UInt64(position & 63)
            }
            match.withUnsafeBufferPointer { match in
                guard let match = match.baseAddress else { return }
                var (gain, rung) = (0, 0)
                for (index, hundredths) in BiasLadder.hundredths.enumerated() {
                    let bias = Int32(hundredths) * Self.unit / 100 * (isNearer ? 1 : -1)
                    let found = slice.effect(of: bias, on: label, at: match).gain
                    if found > gain { (gain, rung) = (found, index) }
                }
                let best = table.best(match, words: words, atLeast: max(gain, 1))
                #expect(
                    best?.gain == (gain > 0 ? gain : nil) && best?.rung == (gain > 0 ? rung : nil),
                    "seed \(seed), label \(label), nearer \(isNearer), density \(density)")
                #expect(table.best(match, words: words, atLeast: gain + 1) == nil, "seed \(seed)")
            }
        }
    }

    private func slice(_ corpus: TaggedCorpus, _ constraints: [ExactCount]) -> GraphSlice {
        GraphSlice(
            corpus,
            windows: TagWindows(
                classes: [], tokens: corpus.tokens, labels: corpus.labels, marginSteps: []),
            constraints: constraints)
    }

    @Test(arguments: UInt64(0)..<6)
    func gainsAreThoseOfRunningEachWeight(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let corpus = corpus(longest: 20, &generator)
        let slice = slice(corpus, [])
        for label in 0..<Self.labels {
            for isNearer in [true, false] {
                check(
                    slice, positions: corpus.count, label: label, isNearer: isNearer, seed: seed,
                    &generator)
            }
        }
    }

    /// In sequences so short that the table holds every place that a label may move to.
    @Test(arguments: UInt64(0)..<6)
    func gainsOfALabelThatMovesAreThoseOfRunningEachWeight(seed: UInt64) {
        var generator = SeededGenerator(seed: seed + 100)
        let corpus = corpus(longest: 7, &generator)
        let slice = slice(corpus, [ExactCount(label: 1, count: 1)])
        for isNearer in [true, false] {
            check(slice, positions: corpus.count, label: 1, isNearer: isNearer, seed: seed, &generator)
        }
    }
}
