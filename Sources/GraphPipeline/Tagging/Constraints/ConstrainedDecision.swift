import Platform

/// From scores to labels, under constraints: the labels whose scores have the smallest sum among all that satisfy every
/// constraint. A sequence in which the constraints cannot hold together takes its nearest labels.
///
/// Without constraints each position takes its nearest label, of equals the first. With one, the positions with the smallest
/// margins (score of the label less that of the best other one), of equals the first, take it: as many as are nearest to it,
/// brought into the range of the constraint. With several, all sums of a prefix of the sequence are kept, one for each number of
/// times that each label was taken (dynamic programming); of equal sums, the last position takes the constrained label that
/// comes last rather than another one or a free one, then the position before it, and so on.
final class ConstrainedDecision {
    private let constraints: [CountConstraint]
    private let labels: Int
    /// Scores of a position, padded or not.
    let stride: Int
    /// The plan for every sequence that is long enough, where no constraint has a range; with one, the length tells.
    private let plan: CountPlan?
    private let isExact: Bool
    /// Positions that the constraints need.
    private let needed: Int
    private let margins = ScratchBuffer<Int>()
    private let others = ScratchBuffer<UInt32>()
    private let sums = ScratchBuffer<Int>()
    private let steps = ScratchBuffer<UInt8>()

    /// Most combinations of counts that can be kept.
    static let mostStates = ExactCount.mostStates

    init(constraints: [CountConstraint], labels: Int, stride: Int? = nil) {
        self.constraints = constraints
        self.labels = labels
        self.stride = stride ?? labels
        isExact = constraints.allSatisfy { $0.counts.count == 1 && $0.counts.lowerBound > 0 }
        needed = constraints.reduce(0) { $0 + $1.counts.lowerBound }
        // Where no label is free no position is left over; elsewhere any longer sequence has the same plan.
        let positions = constraints.count < labels ? needed + 1 : needed
        plan =
            isExact && !constraints.isEmpty
            ? CountPlan(constraints, labels: labels, positions: positions) : nil
    }

    convenience init(constraints: [ExactCount], labels: Int, stride: Int? = nil) {
        self.init(constraints: constraints.map(CountConstraint.init), labels: labels, stride: stride)
    }

    /// What the constraints come to; nil where there are none, or they cannot hold.
    private func plan(for positions: Int) -> CountPlan? {
        if constraints.isEmpty { return nil }
        guard isExact else { return CountPlan(constraints, labels: labels, positions: positions) }
        guard positions >= needed, let plan else { return nil }
        return plan.free.isEmpty && positions > needed ? nil : plan
    }

    /// Decides one sequence.
    ///
    /// - Parameters:
    ///   - scores: positions × `stride`; smaller is better.
    ///   - decisions: receives a label for each position.
    /// - Precondition: no more than `mostStates` states.
    /// - Complexity: O(positions · labels · states); one constraint has no states, and costs O(positions · log positions)
    ///   beside the labels.
    func decide<Score: FixedWidthInteger>(
        _ scores: UnsafePointer<Score>, positions: Int, into decisions: UnsafeMutablePointer<UInt32>
    ) {
        guard let plan = plan(for: positions) else {
            for position in 0..<positions {
                decisions[position] = nearest(scores + position &* stride)
            }
            return
        }
        switch plan.counted.count {
        case 0:
            for position in 0..<positions {
                decisions[position] = UInt32(
                    truncatingIfNeeded: Self.nearest(scores + position &* stride, of: plan.free))
            }
        case 1 where !plan.free.isEmpty:
            decideByMargin(scores, positions, plan, into: decisions)
        default: decideByStates(scores, positions, plan, into: decisions)
        }
    }

    @inline(__always)
    private func nearest<Score: FixedWidthInteger>(_ scores: UnsafePointer<Score>) -> UInt32 {
        var best = 0
        for label in 1..<max(labels, 1) where scores[label] < scores[best] { best = label }
        return UInt32(truncatingIfNeeded: best)
    }

    /// The nearest of some labels; −1 where there are none.
    @inline(__always)
    private static func nearest<Score: FixedWidthInteger>(
        _ scores: UnsafePointer<Score>, of labels: [Int]
    ) -> Int {
        var best = -1
        for label in labels where best < 0 || scores[label] < scores[best] { best = label }
        return best
    }

    private func decideByMargin<Score: FixedWidthInteger>(
        _ scores: UnsafePointer<Score>, _ positions: Int, _ plan: CountPlan,
        into decisions: UnsafeMutablePointer<UInt32>
    ) {
        margins.reserve(positions)
        let (margins, counted) = (margins.base, plan.counted[0])
        let wanted = counted.label
        var natural = 0
        for position in 0..<positions {
            let row = scores + position &* stride
            let other = Self.nearest(row, of: plan.free)
            let margin = Int(truncatingIfNeeded: row[wanted]) &- Int(truncatingIfNeeded: row[other])
            margins[position] = margin
            decisions[position] = UInt32(truncatingIfNeeded: other)
            if margin < 0 || margin == 0 && wanted < other { natural += 1 }
        }
        let count = max(counted.least, counted.saturates ? natural : min(natural, counted.most))
        guard count <= Self.mostScans else {
            let order = (0..<positions).sorted { (margins[$0], $0) < (margins[$1], $1) }
            for position in order.prefix(count) { decisions[position] = UInt32(truncatingIfNeeded: wanted) }
            return
        }
        for _ in 0..<count {
            var best = -1
            for position in 0..<positions where decisions[position] != UInt32(wanted) {
                if best < 0 || margins[position] < margins[best] { best = position }
            }
            decisions[best] = UInt32(truncatingIfNeeded: wanted)
        }
    }

    /// Positions that are found by looking through all margins, rather than by sorting them.
    private static let mostScans = ExactCount.mostCount

    private func decideByStates<Score: FixedWidthInteger>(
        _ scores: UnsafePointer<Score>, _ positions: Int, _ plan: CountPlan,
        into decisions: UnsafeMutablePointer<UInt32>
    ) {
        // A state says how often each counted label was taken, as a number with a digit for each.
        let (counted, states) = (plan.counted, plan.states)
        precondition(states <= Self.mostStates, "counts with too many combinations")
        var strides: [Int] = []
        for index in counted.indices {
            strides.append(index == 0 ? 1 : strides[index - 1] * (counted[index - 1].most + 1))
        }
        sums.reserve(2 * states)
        steps.reserve(positions * states)
        others.reserve(positions)
        let unreachable = Int.max
        var (now, next) = (sums.base, sums.base + states)
        now.update(repeating: unreachable, count: states)
        now[0] = 0
        let (stay, full) = (UInt8(counted.count), UInt8(0x80))
        for position in 0..<positions {
            let row = scores + position * stride
            let free = Self.nearest(row, of: plan.free)
            others.base[position] = UInt32(max(free, 0))
            let marks = steps.base + position * states
            next.update(repeating: unreachable, count: states)
            for state in 0..<states where now[state] < unreachable {
                for (index, label) in counted.enumerated() {
                    let isFull = state / strides[index] % (label.most + 1) == label.most
                    if isFull && !label.saturates { continue }
                    let sum = now[state] &+ Int(truncatingIfNeeded: row[label.label])
                    let target = isFull ? state : state + strides[index]
                    if sum < next[target] {
                        (next[target], marks[target]) = (sum, UInt8(index) | (isFull ? full : 0))
                    }
                }
                guard free >= 0 else { continue }
                let sum = now[state] &+ Int(truncatingIfNeeded: row[free])
                if sum < next[state] { (next[state], marks[state]) = (sum, stay) }
            }
            (now, next) = (next, now)
        }
        var state = -1
        for end in 0..<states where state < 0 || now[end] < now[state] {
            let holds = counted.indices.allSatisfy {
                end / strides[$0] % (counted[$0].most + 1) >= counted[$0].least
            }
            if holds { state = end }
        }
        for position in (0..<positions).reversed() {
            let step = steps.base[position * states + state]
            if step == stay {
                decisions[position] = others.base[position]
            } else {
                let index = Int(step & ~full)
                decisions[position] = UInt32(counted[index].label)
                if step & full == 0 { state -= strides[index] }
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
