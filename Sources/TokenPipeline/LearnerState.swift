import CuckooTable
import KeyLayers
import Platform

/// How far learning has come.
public struct LearningProgress: Sendable, Hashable, Codable {
    /// Number of the pass that is going on, or of the last one; 0 before the first.
    public var epoch = 0
    /// Where the pass stands in its order of sequences; nil between passes.
    public var place: Int?
    /// Positions of the pass that are done.
    public var positions = 0
    /// Decisions taken in all.
    public var decisions: Int64 = 0
    /// Those of them whose nearest token was not the wanted one.
    public var errors = 0
    /// Decisions before the pass.
    public var decisionsBefore: Int64 = 0
    /// Errors before the pass.
    public var errorsBefore = 0

    /// Nothing was learned yet.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Begins the next pass.
    mutating func begin(at place: Int) {
        epoch += 1
        self.place = place
        positions = 0
        (decisionsBefore, errorsBefore) = (decisions, errors)
    }

    /// Passes that are complete.
    ///
    /// - Complexity: O(1).
    public var finishedPasses: Int { place == nil ? epoch : epoch - 1 }

    /// Most decisions of one pass: the first one counts them in 32 bits by the state before, and as many may have been
    /// counted before in a file that it goes on from.
    public static let mostDecisionsOfPass = Int(Int32.max)

    /// Checks that learning can go on until so many passes are complete.
    ///
    /// - Parameter decisions: those of one pass; see `EncodedCorpus.decisionCount`.
    /// - Throws: `InvalidStructure` when a pass, or all of them, take more decisions than can be counted
    ///   (`mostDecisionsOfPass`, `RowSums.mostSteps`).
    /// - Complexity: O(1).
    public func checkRoom(forPasses passes: Int, decisions: Int) throws(InvalidStructure) {
        guard decisions <= Self.mostDecisionsOfPass else {
            throw InvalidStructure(
                "a pass over the data takes \(decisions) decisions, more than the \(Self.mostDecisionsOfPass) that can be "
                    + "counted; train on less data")
        }
        let before = place == nil ? self.decisions : decisionsBefore
        let room = Int(RowSums.mostSteps - before) / max(decisions, 1)
        guard passes - finishedPasses <= room else {
            throw InvalidStructure(
                "\(passes) passes of \(decisions) decisions are more than the \(RowSums.mostSteps) that can be counted; "
                    + "take at most \(finishedPasses + room) passes")
        }
    }
}

/// What the first pass measured of decisions that were not learned from yet; see `ProgressiveMeasure`.
public struct MeasureCounts: Sendable, Hashable {
    /// By value of the decision that was wanted before: how many were measured.
    public var decisions: [UInt32]
    /// Those of them that were right.
    public var rightDecisions: [UInt32]
    /// What the wanted tokens cost under each scale of costs.
    public var costs: [UInt64]
    /// Decisions whose costs were added up.
    public var costCount: Int
    /// Decisions that were measured.
    public var count: Int

    /// Counts.
    ///
    /// - Complexity: O(1).
    public init(
        decisions: [UInt32], rightDecisions: [UInt32], costs: [UInt64], costCount: Int, count: Int
    ) {
        self.decisions = decisions
        self.rightDecisions = rightDecisions
        self.costs = costs
        self.costCount = costCount
        self.count = count
    }
}

/// All that a learner needs, between two sequences, to go on as if it had never stopped.
///
/// Confusions of the outputs are not part of it: they serve the search for keys before learning alone.
public struct LearnerState: Sendable {
    /// How far learning has come.
    public var progress: LearningProgress
    /// What was learned of each row.
    public var rows: RowSums
    /// What the first pass measured.
    public var measure: MeasureCounts
    /// Which links served each state; nil unless it is asked for, and before the first pass has ended.
    public var record: CandidateRecord?
    /// Ranks of the decoder's tokens; empty where nothing depends on them.
    public var ranks: [Double]
    /// Pairs of a rival (upper 32 bits) and a wanted token that noise was sampled for.
    public var sampledPairs: [UInt64]
    /// Pairs × numbers: sums of the samples.
    public var sampledSums: [Int64]

    /// A state from its parts.
    ///
    /// - Complexity: O(1).
    public init(
        progress: LearningProgress, rows: RowSums, measure: MeasureCounts, record: CandidateRecord? = nil,
        ranks: [Double] = [], sampledPairs: [UInt64] = [], sampledSums: [Int64] = []
    ) {
        self.progress = progress
        self.rows = rows
        self.measure = measure
        self.record = record
        self.ranks = ranks
        self.sampledPairs = sampledPairs
        self.sampledSums = sampledSums
    }

    /// Checks the state against the frame of a learner.
    ///
    /// - Throws: `InvalidStructure` when a size does not fit, or a number is beyond what training can count.
    /// - Complexity: O(outputs + rows · (numbers + parts)).
    public func check(_ frame: TokenModelFrame) throws(InvalidStructure) {
        let counted = 0...LearningProgress.mostDecisionsOfPass
        guard (0...1_000_000).contains(progress.epoch), counted.contains(progress.place ?? 0),
            progress.epoch > 0 || progress.place == nil,
            progress.positions >= 0, progress.positions <= 1 << 40,
            progress.decisions >= progress.decisionsBefore, progress.decisionsBefore >= 0,
            progress.errors >= progress.errorsBefore, progress.errorsBefore >= 0,
            progress.errors <= Int(progress.decisions), progress.decisions <= RowSums.mostSteps
        else { throw InvalidStructure("the progress of the training contradicts itself") }
        let states = frame.valueCount(of: .output)
        guard rows.numbers == frame.distance.shape.numbers,
            measure.decisions.count == states, measure.rightDecisions.count == states,
            measure.costs.count == StepCostFit(distance: frame.distance).sums.count,
            counted.contains(measure.costCount), counted.contains(measure.count),
            (measure.decisions + measure.rightDecisions).allSatisfy({ counted.contains(Int($0)) }),
            measure.costs.allSatisfy({ $0 < 1 << 62 }),
            ranks.isEmpty || (ranks.count == frame.outputs.count && ranks.allSatisfy(\.isFinite)),
            sampledSums.count == sampledPairs.count * frame.distance.shape.numbers,
            sampledSums.allSatisfy({ $0.magnitude < 1 << 62 }), record?.stateCount ?? states == states
        else { throw InvalidStructure("the state of the training does not fit the model") }
        try rows.check(steps: progress.decisions)
        for row in 1..<rows.count + 1 where !Self.fits(rows.signature(of: row), frame) {
            throw InvalidStructure("a row of the training belongs to a layer or a state that there is not")
        }
    }

    /// Whether a signature belongs to a layer of the frame, and sees only states that the frame has.
    private static func fits(_ signature: Signature, _ frame: TokenModelFrame) -> Bool {
        let layer = Int(signature.high >> 24)
        guard layer < frame.layout.layers.count else { return false }
        return frame.layout.parts(of: layer).allSatisfy { part in
            let value = Int(part.value(in: signature))
            switch part.slot {
            case SignatureLayout.outputSlot: return value < frame.valueCount(of: .output)
            case SignatureLayout.unitSlot: return value < frame.valueCount(of: .unit)
            default: return true
            }
        }
    }
}

extension Learner {
    /// What was learned so far. Its rows share the learner's memory: it is out of date as soon as learning goes on.
    ///
    /// - Complexity: O(rows).
    public var state: LearnerState {
        let sampled = update.sampled
        return LearnerState(
            progress: progress, rows: rows.sums(signatures: rowSignatures), measure: measure.counts,
            record: record, ranks: ranks, sampledPairs: sampled.pairs, sampledSums: sampled.sums)
    }

    /// Goes on from what was learned before, as if it had been learned here.
    ///
    /// - Parameter state: of a learner with the same frame and the same settings.
    /// - Throws: `InvalidStructure` when it does not fit the frame (see `LearnerState.check`); nothing has changed then.
    /// - Complexity: O(rows · (numbers + parts)).
    public func restore(_ state: LearnerState) throws(InvalidStructure) {
        try state.check(frame)
        progress = state.progress
        rows = TrainingRows(state.rows)
        rowSignatures = (1..<state.rows.count + 1).map { state.rows.signature(of: $0) }
        table = GrowingTable()
        for (index, signature) in rowSignatures.enumerated() {
            table.insert(signature, value: UInt32(index + 1))
        }
        measure.restore(state.measure)
        ranks = state.ranks
        record = state.record
        filter = record.map { StateFilter(frame: frame, record: $0) }
        update.restore(pairs: state.sampledPairs, sums: state.sampledSums)
    }
}
