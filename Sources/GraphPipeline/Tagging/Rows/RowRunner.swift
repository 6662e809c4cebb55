import Platform

/// Runs rows over conditions on loaded windows.
final class RowRunner {
    private let scorer: RowScorer
    private let decision: ConstrainedDecision
    private let weights: ScratchBuffer<Int32>
    private let scores = ScratchBuffer<Int32>()
    private let labels: Int
    private let fractionBits: Int32

    init(_ rows: ConditionRows, constraints: [ExactCount], labels: Int) {
        self.labels = labels
        fractionBits = Int32(rows.fractionBits)
        scorer = RowScorer(rows, labels: labels)
        let stride = scorer.stride
        decision = ConstrainedDecision(constraints: constraints, labels: labels, stride: stride)
        weights = ScratchBuffer(capacity: rows.count * stride)
        for row in 0..<rows.count {
            for label in 0..<labels {
                weights.base[row * stride + label] = rows.weights[row * labels + label]
            }
        }
    }

    /// Decides by distances less what the rows that hold subtract.
    ///
    /// - Complexity: O(rows · positions / 64 + rows that hold · labels).
    func run(
        _ windows: TagWindows, _ distances: UnsafePointer<Int32>, ends: [Int],
        into decisions: UnsafeMutablePointer<UInt32>
    ) {
        let stride = scorer.stride
        let count = ends.last ?? 0
        scores.reserve(windows.sets.words * 64 * stride)
        for position in 0..<count {
            for label in 0..<labels {
                scores.base[position &* stride &+ label] =
                    distances[position &* labels &+ label] &<< fractionBits
            }
        }
        scorer.subtract(weights.base, of: windows.sets, from: scores.base)
        decision.decide(scores.base, ends: ends, into: decisions)
    }
}
