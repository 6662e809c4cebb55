import GraphPipeline
import NoiseSampling
import TestSupport
import Testing
import WorkPool

/// Rows against the rule that they are learned by, in its plainest form.
@Suite struct RowLearnerTests {
    private static let labels = 3
    private static let step: Int32 = 7
    private static let bits = 2

    private func corpus(_ seed: UInt64) -> TaggedCorpus {
        var random = RandomTagging(seed: seed, labels: Self.labels)
        var (tags, wanted, distances, ends): ([UInt32], [UInt32], [Int32], [Int]) = ([], [], [], [])
        for _ in 0..<300 {
            let count = random.number(1...9)
            tags += (0..<count).map { _ in UInt32(random.number(0...3)) }
            wanted += tags.suffix(count).map { random.number(0...9) == 0 ? 2 : $0 % 3 }
            distances += random.distances(count)
            ends.append(tags.count)
        }
        return TaggedCorpus(
            columns: [tags], tokens: [RandomTagging.tags], labels: random.labels, wanted: wanted,
            distances: distances, sequenceEnds: ends)
    }

    /// Rows that hold: 0 where tag 0 stands, 1 and 2 after tag 1, the latter only on tag 2, 3 on the first position.
    private func rows(at position: Int, in range: Range<Int>, _ corpus: TaggedCorpus) -> [Int] {
        let tags = corpus.columns[0]
        var rows: [Int] = []
        if tags[position] == 0 { rows.append(0) }
        if position > range.lowerBound, tags[position - 1] == 1 {
            rows.append(1)
            if tags[position] == 2 { rows.append(2) }
        }
        if position == range.lowerBound { rows.append(3) }
        return rows
    }

    @Test(arguments: UInt64(1)..<4, [1, 2, 4]) func weightsAreMeansOverAllSteps(seed: UInt64, threads: Int)
        throws
    {
        let corpus = corpus(seed)
        let graphs = TaggingGraphs(
            labels: corpus.labels,
            classes: RandomTagging.tags.map { TokenClass(column: .query(1), values: [$0]) }, marginSteps: [],
            constraints: [], list: nil, rows: nil)
        let empty = ConditionRows(
            conditions: [.at(0, offset: 0), .at(1, offset: -1), .edge(.left, atMost: 0)],
            rowCounts: [1, 2, 1], classes: [-1, -1, 2, -1], weights: [], fractionBits: Self.bits)
        func nearest(_ scores: [Int]) -> Int {
            scores.indices.min { (scores[$0], $0) < (scores[$1], $1) } ?? 0
        }
        let shown = (0..<corpus.count).map { position in
            UInt32(nearest((0..<Self.labels).map { Int(corpus.distances[position * Self.labels + $0]) }))
        }
        let learner = RowLearner(
            empty, corpus: corpus, shown: shown, graphs: graphs, step: Self.step, seed: seed,
            pool: WorkPool(threads: threads))
        var weights = [Int](repeating: 0, count: 4 * Self.labels)
        var (sums, changes, steps) = (weights, [0, 0, 0, 0], 0)
        for epoch in 0..<3 {
            try learner.learn(epoch: epoch)
            let order = seededOrder(
                count: corpus.sequenceEnds.count,
                stream: NoiseStream(seed: seed, number: 0x6071_0000 + UInt64(epoch)))
            for sequence in order {
                steps += 1
                for index in weights.indices { sums[index] += weights[index] }
                let before = weights
                let range = corpus.positions(of: sequence)
                for position in range {
                    let holding = rows(at: position, in: range, corpus)
                    let scores = (0..<Self.labels).map { label in
                        Int(corpus.distances[position * Self.labels + label]) << Self.bits
                            - holding.reduce(0) { $0 + before[$1 * Self.labels + label] }
                    }
                    let (good, bad) = (Int(corpus.wanted[position]), nearest(scores))
                    guard good != bad else { continue }
                    for row in holding {
                        weights[row * Self.labels + good] += Int(Self.step)
                        weights[row * Self.labels + bad] -= Int(Self.step)
                        changes[row] += 1
                    }
                }
            }
        }
        let found = learner.finished()
        #expect(found.changes == changes)
        #expect(changes.allSatisfy { $0 > 0 })
        // The mean of the weights that decided each sequence, to the last whole number.
        let means = weights.indices.map { index in
            weights[index] - (steps * weights[index] - sums[index]) / steps
        }
        #expect(found.rows.weights.map { Int($0) } == means)
    }
}
