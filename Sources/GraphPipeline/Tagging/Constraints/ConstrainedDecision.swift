import Platform

/// From scores to labels, under constraints: the labels whose scores have the smallest sum among all that satisfy every
/// constraint. Ties go to the lowest label and the first position.
///
/// Without constraints each position takes its nearest label. With one, the positions with the smallest margins (score
/// of the label less that of the best other one) take it. With several, all sums of a prefix of the sequence are kept,
/// one for each number of times that each label was taken (dynamic programming). A sequence that is too short for the
/// constraints takes its nearest labels.
final class ConstrainedDecision {
    let constraints: [ExactCount]
    private let labels: Int
    /// Scores of a position, padded or not.
    let stride: Int
    private let freeLabels: [Int]
    private let margins = ScratchBuffer<Int32>()
    private let others = ScratchBuffer<UInt32>()
    private let sums = ScratchBuffer<Int64>()
    private let steps = ScratchBuffer<UInt8>()

    init(constraints: [ExactCount], labels: Int, stride: Int? = nil) {
        self.constraints = constraints
        self.labels = labels
        self.stride = stride ?? labels
        freeLabels = (0..<labels).filter { label in !constraints.contains { $0.label == label } }
    }

    /// Whether every constraint can hold in a sequence of so many positions.
    func canHold(_ positions: Int) -> Bool {
        let needed = constraints.reduce(0) { $0 + $1.count }
        return !constraints.isEmpty && (freeLabels.isEmpty ? needed == positions : needed <= positions)
    }

    /// Decides one sequence.
    ///
    /// - Parameters:
    ///   - scores: positions × `stride`; smaller is better.
    ///   - decisions: receives a label for each position.
    /// - Complexity: O(positions · labels · states), where one constraint has no states, and its count is a factor.
    func decide(
        _ scores: UnsafePointer<Int32>, positions: Int, into decisions: UnsafeMutablePointer<UInt32>
    ) {
        guard canHold(positions) else {
            for position in 0..<positions {
                decisions[position] = nearest(scores + position &* stride)
            }
            return
        }
        if constraints.count == 1, !freeLabels.isEmpty {
            decideByMargin(scores, positions, constraints[0], into: decisions)
        } else {
            decideByStates(scores, positions, into: decisions)
        }
    }

    @inline(__always)
    private func nearest(_ scores: UnsafePointer<Int32>) -> UInt32 {
        var best = 0
        for label in 1..<labels where scores[label] < scores[best] { best = label }
        return UInt32(truncatingIfNeeded: best)
    }

    private func decideByMargin(
        _ scores: UnsafePointer<Int32>, _ positions: Int, _ constraint: ExactCount,
        into decisions: UnsafeMutablePointer<UInt32>
    ) {
        margins.reserve(positions)
        let (margins, wanted) = (margins.base, constraint.label)
        for position in 0..<positions {
            let row = scores + position &* stride
            var other = -1
            for label in 0..<labels where label != wanted {
                if other < 0 || row[label] < row[other] { other = label }
            }
            margins[position] = row[wanted] &- row[other]
            decisions[position] = UInt32(truncatingIfNeeded: other)
        }
        for _ in 0..<constraint.count {
            var best = -1
            for position in 0..<positions where decisions[position] != UInt32(wanted) {
                if best < 0 || margins[position] < margins[best] { best = position }
            }
            decisions[best] = UInt32(truncatingIfNeeded: wanted)
        }
    }

    private func decideByStates(
        _ scores: UnsafePointer<Int32>, _ positions: Int, into decisions: UnsafeMutablePointer<UInt32>
    ) {
        // A state says how often each constrained label was taken, as a number with a digit for each.
        var strides: [Int] = []
        var states = 1
        for constraint in constraints {
            strides.append(states)
            states *= constraint.count + 1
        }
        sums.reserve(2 * states)
        steps.reserve(positions * states)
        others.reserve(positions)
        let unreachable = Int64.max / 2
        var (now, next) = (sums.base, sums.base + states)
        now.update(repeating: unreachable, count: states)
        now[0] = 0
        let stay = UInt8(constraints.count)
        for position in 0..<positions {
            let row = scores + position * stride
            let free = freeLabels.min { (row[$0], $0) < (row[$1], $1) }
            others.base[position] = UInt32(free ?? 0)
            let marks = steps.base + position * states
            next.update(repeating: unreachable, count: states)
            for state in 0..<states where now[state] < unreachable {
                for (index, constraint) in constraints.enumerated()
                where state / strides[index] % (constraint.count + 1) < constraint.count {
                    let sum = now[state] + Int64(row[constraint.label])
                    let target = state + strides[index]
                    if sum < next[target] { (next[target], marks[target]) = (sum, UInt8(index)) }
                }
                if let free, now[state] + Int64(row[free]) < next[state] {
                    (next[state], marks[state]) = (now[state] + Int64(row[free]), stay)
                }
            }
            (now, next) = (next, now)
        }
        var state = states - 1
        for position in (0..<positions).reversed() {
            let step = steps.base[position * states + state]
            if step == stay {
                decisions[position] = others.base[position]
            } else {
                decisions[position] = UInt32(constraints[Int(step)].label)
                state -= strides[Int(step)]
            }
        }
    }
}

extension ConstrainedDecision {
    /// Decides sequences that stand one after another.
    ///
    /// - Complexity: O(positions · labels · states).
    func decide(
        _ scores: UnsafePointer<Int32>, ends: [Int], into decisions: UnsafeMutablePointer<UInt32>
    ) {
        var start = 0
        for end in ends {
            decide(scores + start &* stride, positions: end &- start, into: decisions + start)
            start = end
        }
    }

    /// The labels of a corpus by its distances.
    ///
    /// - Complexity: O(positions · labels · states).
    func labels(of corpus: TaggedCorpus) -> [UInt32] {
        labels(scores: corpus.distances, ends: corpus.sequenceEnds)
    }

    /// The labels of sequences by their scores.
    ///
    /// - Complexity: O(positions · labels · states).
    func labels(scores: [Int32], ends: [Int]) -> [UInt32] {
        var decided = [UInt32](repeating: 0, count: ends.last ?? 0)
        scores.withUnsafeBufferPointer { scores in
            decided.withUnsafeMutableBufferPointer { decided in
                guard let scores = scores.baseAddress, let decided = decided.baseAddress else { return }
                decide(scores, ends: ends, into: decided)
            }
        }
        return decided
    }
}
