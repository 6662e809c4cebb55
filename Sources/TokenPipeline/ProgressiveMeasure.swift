import DigitKeys
import KeyLayers
import Platform

/// Measures decisions before they are learned from, as if they were new text: which links serve each state, and how far
/// distances tell right tokens from wrong ones.
///
/// Source: Blum, Kalai and Langford, "Beating the hold-out: bounds for k-fold and progressive cross-validation", COLT 1999.
final class ProgressiveMeasure {
    /// Whether decisions have their distances looked at.
    var looksAtDistances = false
    private let frame: TokenModelFrame
    private let kernel: DecisionKernel
    private let trial: CandidateTrial?
    private var fit: StepCostFit
    private let keyDistances: KeyDistances
    private let distances: ScratchBuffer<UInt64>
    private var decisions = 0

    /// After the first ones, one decision in so many has its distances looked at.
    private static let decisionsOfSample = 16
    private static let leastSamples = 1000

    init(frame: TokenModelFrame, kernel: DecisionKernel) {
        self.frame = frame
        self.kernel = kernel
        trial = CandidateTrial(frame: frame)
        fit = StepCostFit(distance: frame.distance)
        keyDistances = KeyDistances(keys: frame.keys, distance: frame.distance, kernel: .scalar)
        distances = ScratchBuffer(capacity: frame.outputs.count)
    }

    /// The record of the states; nil where no layer sees them.
    var record: CandidateRecord? {
        trial.flatMap {
            try? CandidateRecord(counts: Slab($0.counts), stateCount: frame.valueCount(of: .output))
        }
    }

    /// The scale of costs that fits best; nil when no distance was looked at.
    var costs: StepCosts? { fit.best }

    /// Adds a decision.
    ///
    /// - Parameters:
    ///   - state: value of the last decision.
    ///   - token: value of the input token.
    ///   - step: decisions taken before at the position.
    ///   - isRight: whether all rows together decide what is wanted.
    ///   - dynamicRows: rows of the dynamic layers, in order; 0 for those that have none.
    ///   - sum: of all rows.
    func add(
        after state: UInt32, token: UInt32, step: Int, wanted: Int, isRight: Bool, rows: TrainingRows,
        dynamicRows: UnsafePointer<UInt32>, sum: UnsafePointer<Int32>
    ) {
        let plan = frame.plan
        trial?.measure(
            after: state, rows: rows, dynamicRows: dynamicRows, sum: sum, bothAreRight: isRight
        ) { noise in
            let nearest = kernel.nearest(
                token: token, noise: noise, fractionBits: TrainingRows.fractionBits)
            return plan.choice(of: nearest, step: step) == wanted
        }
        decisions += 1
        guard looksAtDistances,
            decisions % Self.decisionsOfSample == 0 || fit.count < Self.leastSamples
        else { return }
        keyDistances.write(
            start: frame.startVectors[token], noise: sum, fractionBits: TrainingRows.fractionBits,
            into: distances.base)
        fit.add(distances.base, tokens: plan.tokens(at: step, of: frame.outputs.count), wanted: wanted)
    }
}
