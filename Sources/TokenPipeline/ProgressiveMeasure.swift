import DigitKeys
import KeyLayers
import Platform

/// Measures decisions before they are learned from, as if they were new text: how often they are right after each state, and
/// how far distances tell right tokens from wrong ones.
///
/// Source: Blum, Kalai and Langford, "Beating the hold-out: bounds for k-fold and progressive cross-validation", COLT 1999.
final class ProgressiveMeasure {
    /// Whether decisions have their distances looked at.
    var looksAtDistances = false
    /// By value of the decision that was wanted before: how many were measured, and how many of them were right.
    private(set) var decisions: [UInt32]
    private(set) var rightDecisions: [UInt32]
    private let frame: TokenModelFrame
    private var fit: StepCostFit
    private let keyDistances: KeyDistances
    private let distances: ScratchBuffer<UInt64>
    private var count = 0

    /// After the first ones, one decision in so many has its distances looked at.
    private static let decisionsOfSample = 16
    private static let leastSamples = 1000

    init(frame: TokenModelFrame) {
        self.frame = frame
        decisions = Array(repeating: 0, count: frame.valueCount(of: .output))
        rightDecisions = decisions
        fit = StepCostFit(distance: frame.distance)
        keyDistances = KeyDistances(keys: frame.keys, distance: frame.distance, kernel: .scalar)
        distances = ScratchBuffer(capacity: frame.outputs.count)
    }

    /// The scale of costs that fits best; nil when no distance was looked at.
    var costs: StepCosts? { fit.best }

    /// What was measured so far.
    var counts: MeasureCounts {
        MeasureCounts(
            decisions: decisions, rightDecisions: rightDecisions, costs: fit.sums, costCount: fit.count,
            count: count)
    }

    /// Goes on with what was measured before.
    ///
    /// - Precondition: counts of a measure with the same frame.
    func restore(_ counts: MeasureCounts) {
        precondition(
            counts.decisions.count == decisions.count && counts.rightDecisions.count == decisions.count,
            "counts of other states")
        (decisions, rightDecisions) = (counts.decisions, counts.rightDecisions)
        fit.restore(sums: counts.costs, count: counts.costCount)
        count = counts.count
    }

    /// Adds a decision.
    ///
    /// - Parameters:
    ///   - state: value of the decision that was wanted before.
    ///   - token: value of the input token.
    ///   - step: decisions taken before at the position.
    ///   - noise: the sum of all rows.
    func add(
        after state: UInt32, token: UInt32, step: Int, wanted: Int, isRight: Bool, noise: UnsafePointer<Int32>
    ) {
        decisions[Int(state)] += 1
        if isRight { rightDecisions[Int(state)] += 1 }
        count += 1
        guard looksAtDistances, count % Self.decisionsOfSample == 0 || fit.count < Self.leastSamples else {
            return
        }
        keyDistances.write(
            start: frame.startVectors[token], noise: noise, fractionBits: TrainingRows.fractionBits,
            into: distances.base)
        fit.add(distances.base, tokens: frame.plan.tokens(at: step, of: frame.outputs.count), wanted: wanted)
    }
}
