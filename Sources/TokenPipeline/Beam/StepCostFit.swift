import DigitKeys

/// Finds the scale of costs under which the wanted tokens of some decisions cost least.
///
/// The decisions must not have been learned from yet: those that were are too sure of themselves.
struct StepCostFit {
    private let candidates: [StepCosts]
    /// Costs of the wanted tokens under each candidate.
    private(set) var sums: [UInt64]
    /// Decisions that were added.
    private(set) var count = 0

    /// Scales from a four-thousandth of the largest distance to all of it, in steps of a quarter of an octave.
    init(distance: DigitDistance) {
        let top = min(distance.maximum, StepCosts.halvings.upperBound)
        let quarters: [UInt64] = [1024, 1218, 1448, 1722]
        let halvings = (0..<12).flatMap { octave -> [UInt64] in
            let whole = top >> UInt64(12 - octave)
            return quarters.map { max(whole * $0 / 1024, 1) }
        }
        candidates = halvings.map { StepCosts(halving: $0) }
        sums = Array(repeating: 0, count: candidates.count)
    }

    /// Goes on with what was added before.
    ///
    /// - Precondition: a sum for each scale.
    mutating func restore(sums: [UInt64], count: Int) {
        precondition(sums.count == candidates.count, "\(sums.count) sums for \(candidates.count) scales")
        (self.sums, self.count) = (sums, count)
    }

    /// Takes a decision into account.
    ///
    /// - Parameters:
    ///   - distances: of all tokens.
    ///   - tokens: those that may come, `wanted` among them.
    mutating func add(_ distances: UnsafePointer<UInt64>, tokens: Range<Int>, wanted: Int) {
        count += 1
        let nearest = tokens.reduce(UInt64.max) { min($0, distances[$1]) }
        let difference = distances[wanted] - nearest
        for (index, costs) in candidates.enumerated() {
            sums[index] +=
                costs.cost(ofDifference: difference)
                + costs.normalizer(distances, tokens: tokens, nearest: nearest)
        }
    }

    /// The best scale; nil when nothing was added.
    var best: StepCosts? {
        guard count > 0 else { return nil }
        let best = candidates.indices.min { (sums[$0], $0) < (sums[$1], $1) }
        return best.map { candidates[$0] }
    }
}
