import NoiseSampling
import Platform

/// Learns rows over conditions by their errors: where the labels, decided under the constraints, are wrong, the rows that
/// hold take what was wanted nearer and what was decided further. What is used is the mean over all steps.
final class RowLearner {
    private let corpus: TaggedCorpus
    private let shown: [UInt32]
    private let rows: ConditionRows
    private let windows: TagWindows
    private let scorer: RowScorer
    private let decision: ConstrainedDecision
    private let matches: RowMatches
    private let active: ActiveRows
    private let step: Int32
    private let seed: UInt64
    /// Rows × `stride`: weights, and the sum of all changes, each times the sequences before it.
    private let weights: ScratchBuffer<Int32>
    private let moments: ScratchBuffer<Int64>
    private let changes: ScratchBuffer<Int>
    private var time: Int64 = 0
    private let scores = ScratchBuffer<Int32>()
    private let decided = ScratchBuffer<UInt32>()

    /// Positions whose conditions are found together.
    private static let batch = 512

    /// A learner of weights for rows; those that the rows have are left out of account.
    ///
    /// - Parameters:
    ///   - shown: the labels that conditions see.
    ///   - step: what is added to a weight at an error.
    init(
        _ rows: ConditionRows, corpus: TaggedCorpus, shown: [UInt32], windows: TagWindows,
        constraints: [ExactCount], step: Int32, seed: UInt64
    ) {
        self.corpus = corpus
        self.shown = shown
        self.rows = rows
        self.windows = windows
        self.step = step
        self.seed = seed
        let labels = corpus.labels.count
        scorer = RowScorer(rows, labels: labels)
        decision = ConstrainedDecision(constraints: constraints, labels: labels, stride: scorer.stride)
        matches = RowMatches(rows: rows.count)
        active = ActiveRows(rows: rows.count)
        weights = ScratchBuffer(capacity: rows.count * scorer.stride)
        moments = ScratchBuffer(capacity: rows.count * scorer.stride)
        changes = ScratchBuffer(capacity: rows.count)
    }

    /// One pass over the corpus, in an order that depends on the seed and `epoch`.
    func learn(epoch: Int) {
        let order = seededOrder(
            count: corpus.sequenceEnds.count,
            stream: NoiseStream(seed: seed, number: Self.orders + UInt64(epoch)))
        var next = 0
        while next < order.count {
            var sequences: [Int] = []
            var positions = 0
            while next < order.count, positions == 0 || positions < Self.batch {
                sequences.append(order[next])
                positions += corpus.positions(of: order[next]).count
                next += 1
            }
            learn(corpus.selecting(sequences), shown: sequences.flatMap { shown[corpus.positions(of: $0)] })
        }
    }

    /// The first of the streams that orders of sequences are drawn from.
    private static let orders: UInt64 = 0x6071_0000

    /// The rows with their mean weights, and how often each was changed.
    func finished() -> (rows: ConditionRows, changes: [Int]) {
        var means = rows
        let (labels, stride) = (corpus.labels.count, scorer.stride)
        means.weights = (0..<rows.count * labels).map { index in
            let place = index / labels * stride + index % labels
            return weights.base[place] - Int32(moments.base[place] / max(time, 1))
        }
        return (means, (0..<rows.count).map { changes.base[$0] })
    }

    private func learn(_ batch: TaggedCorpus, shown: [UInt32]) {
        windows.load(batch, shown: shown)
        matches.load(scorer, windows.sets)
        active.load(matches)
        let (labels, stride) = (corpus.labels.count, scorer.stride)
        let bits = Int32(rows.fractionBits)
        var start = 0
        for end in batch.sequenceEnds {
            let count = end - start
            scores.reserve(count * stride)
            decided.reserve(count)
            for place in 0..<count {
                let target = scores.base + place &* stride
                for label in 0..<labels {
                    target[label] = batch.distances[(start &+ place) &* labels &+ label] &<< bits
                }
                scorer.subtract(weights.base, active, at: start &+ place, from: target)
            }
            decision.decide(scores.base, positions: count, into: decided.base)
            time += 1
            for place in 0..<count where decided.base[place] != batch.wanted[start + place] {
                change(
                    at: start + place, good: Int(batch.wanted[start + place]),
                    bad: Int(decided.base[place]))
            }
            start = end
        }
    }

    private func change(at position: Int, good: Int, bad: Int) {
        let (weights, moments, changes, stride) = (weights.base, moments.base, changes.base, scorer.stride)
        let moment = Int64(step) &* time
        active.forEach(at: position) { row in
            let first = row &* stride
            weights[first &+ good] &+= step
            weights[first &+ bad] &-= step
            moments[first &+ good] &+= moment
            moments[first &+ bad] &-= moment
            changes[row] &+= 1
        }
    }
}
