import NoiseSampling
import Platform
import WorkPool

/// Learns rows over conditions by their errors: where the labels, decided under the constraints, are wrong, the rows that
/// hold take what was wanted nearer and what was decided further. What is used is the mean over all steps.
package final class RowLearner {
    private let corpus: TaggedCorpus
    private let rows: ConditionRows
    private let scorer: RowScorer
    private let decision: ConstrainedDecision
    private let batches: RowBatches
    private let pool: WorkPool
    private let step: Int32
    private let seed: UInt64
    /// Rows × `stride`: weights, and the sum of all changes, each times the sequences before it.
    private let weights: ScratchBuffer<Int32>
    private let moments: ScratchBuffer<Int64>
    private let changes: ScratchBuffer<Int>
    private var time: Int64 = 0
    private let scores = ScratchBuffer<Int32>()
    private let decided = ScratchBuffer<UInt32>()

    /// A learner of weights for rows; those that the rows have are left out of account.
    ///
    /// - Parameters:
    ///   - shown: the labels that conditions see.
    ///   - graphs: the classes and constraints.
    ///   - step: what is added to a weight at an error.
    ///   - pool: finds where rows hold while weights are learned: steps depend on those before them, so they are one thread's
    ///     work.
    package init(
        _ rows: ConditionRows, corpus: TaggedCorpus, shown: [UInt32], graphs: TaggingGraphs, step: Int32,
        seed: UInt64, pool: WorkPool
    ) {
        self.corpus = corpus
        self.rows = rows
        self.step = step
        self.seed = seed
        self.pool = pool
        let labels = corpus.labels.count
        scorer = RowScorer(rows, labels: labels)
        decision = ConstrainedDecision(
            constraints: graphs.constraints, labels: labels, stride: scorer.stride)
        batches = RowBatches(rows, corpus: corpus, shown: shown, graphs: graphs)
        weights = ScratchBuffer(capacity: rows.count * scorer.stride)
        moments = ScratchBuffer(capacity: rows.count * scorer.stride)
        changes = ScratchBuffer(capacity: rows.count)
    }

    /// One pass over the corpus, in an order that depends on the seed and `epoch`.
    package func learn(epoch: Int) throws {
        let order = seededOrder(
            count: corpus.sequenceEnds.count,
            stream: NoiseStream(seed: seed, number: Self.orders + UInt64(epoch)))
        var next = 0
        try orderedStream(on: pool, window: 2 * pool.threads) {
            batches.sequences(of: order, from: &next)
        } transform: { [batches] sequences, _ in
            batches.found(sequences)
        } consume: { batch in
            learn(batch)
            batches.reuse(batch)
        }
    }

    /// The first of the streams that orders of sequences are drawn from.
    private static let orders: UInt64 = 0x6071_0000

    /// The rows with their mean weights, and how often each was changed.
    package func finished() -> (rows: ConditionRows, changes: [Int]) {
        var means = rows
        let (labels, stride) = (corpus.labels.count, scorer.stride)
        means.weights = (0..<rows.count * labels).map { index in
            let place = index / labels * stride + index % labels
            return weights.base[place] - Int32(moments.base[place] / max(time, 1))
        }
        return (means, (0..<rows.count).map { changes.base[$0] })
    }

    private func learn(_ batch: RowBatch) {
        let (corpus, active) = (batch.corpus, batch.active)
        let (labels, stride) = (corpus.labels.count, scorer.stride)
        let bits = Int32(rows.fractionBits)
        var start = 0
        for end in corpus.sequenceEnds {
            let count = end - start
            scores.reserve(count * stride)
            decided.reserve(count)
            for place in 0..<count {
                let target = scores.base + place &* stride
                for label in 0..<labels {
                    target[label] = corpus.distances[(start &+ place) &* labels &+ label] &<< bits
                }
                scorer.subtract(weights.base, active, at: start &+ place, from: target)
            }
            decision.decide(scores.base, positions: count, into: decided.base)
            time += 1
            for place in 0..<count where decided.base[place] != corpus.wanted[start + place] {
                change(
                    active, at: start + place, good: Int(corpus.wanted[start + place]),
                    bad: Int(decided.base[place]))
            }
            start = end
        }
    }

    private func change(_ active: ActiveRows, at position: Int, good: Int, bad: Int) {
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
