import Platform

/// Runs rows over conditions on loaded windows.
final class RowRunner {
    private let scorer: RowScorer
    private let matches: RowMatches
    private let decision: ConstrainedDecision
    private let weights: ScratchBuffer<Int32>
    private let scores = ScratchBuffer<Int32>()
    private let labels: Int
    private let fractionBits: Int32

    init(_ rows: ConditionRows, constraints: [ExactCount], labels: Int) {
        self.labels = labels
        fractionBits = Int32(rows.fractionBits)
        scorer = RowScorer(rows, labels: labels)
        matches = RowMatches(rows: rows.count)
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
    /// - Parameter scores: receives what was decided by, positions × labels, with `fractionBits` binary digits after the point.
    /// - Complexity: O(rows · positions · labels) over the lanes of a vector.
    func run(
        _ windows: TagWindows, _ distances: UnsafePointer<Int32>, ends: [Int],
        into decisions: UnsafeMutablePointer<UInt32>, scores found: UnsafeMutablePointer<Int32>? = nil
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
        matches.load(scorer, windows.sets)
        matches.subtract(weights.base, from: scores.base, labels: stride)
        decision.decide(scores.base, ends: ends, into: decisions)
        guard let found else { return }
        for position in 0..<count {
            (found + position &* labels).update(from: scores.base + position &* stride, count: labels)
        }
    }
}
