import KeyLayers
import Platform
import TokenPipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A training as a file holds it: all that is needed to go on as if it had never stopped.
///
/// The file is a model file, that of the model learned so far, with further sections: whatever reads models reads it.
/// Checkpoints, the outcomes of shards and what comes of merging them are all such files.
public struct SavedTraining: Sendable {
    /// Path of the file.
    public let path: String
    /// The model learned so far.
    public let model: Model
    let description: Description
    let state: LearnerState
    /// What the first pass over the sequences decided at each position; empty in a model of one pass.
    let firstDecisions: Slab<UInt32>
    /// Tells the file from others.
    let digest: ModelDigest

    /// The section `training`, JSON: everything that is not an array.
    struct Description: Codable {
        var terms: TrainingTerms
        var progress: LearningProgress
        /// Which part of each pass is learned; nil when all of it is.
        var shard: String?
        /// Digest of the file from which the shard's pass began; nil when it began anew.
        var base: String?
        /// Decisions that the first pass measured, and those whose costs were looked at.
        var measured = 0
        var measuredCosts = 0
    }

    private enum Section {
        static let description = "training"
        static let values = "training.values"
        static let weighted = "training.weighted"
        static let updates = "training.updates"
        static let signaturesLow = "training.signatures.low"
        static let signaturesHigh = "training.signatures.high"
        static let decisions = "training.measured"
        static let rightDecisions = "training.measured.right"
        static let costs = "training.measured.costs"
        static let ranks = "training.ranks"
        static let sampledPairs = "training.samples.pairs"
        static let sampledSums = "training.samples.sums"
        static let firstDecisions = "training.first"
    }

    /// Passes that are complete.
    public var finishedPasses: Int { state.progress.finishedPasses }

    /// Which part of each pass is learned; nil when all of it is.
    public var shard: Shard? { description.shard.flatMap { Shard($0) } }

    /// Whether the file stands in the middle of a pass.
    public var isInPass: Bool { state.progress.place != nil }

    /// Whether a file holds a training beside its model.
    ///
    /// - Throws: as `Model.init(contentsOf:isMapped:)` does for the container.
    /// - Complexity: O(size).
    public static func isHeld(inFile path: String) throws -> Bool {
        try SectionReader(path: path, isMapped: true).has(Section.description)
    }

    /// Reads a file.
    ///
    /// - Throws: `ModelFileError` for a file that is no model, holds no training or is damaged; `SystemError` for one that
    ///   cannot be read.
    /// - Complexity: O(size).
    public init(contentsOf path: String) throws {
        let sections = try SectionReader(path: path, isMapped: true)
        try sections.require(
            Section.description,
            otherwise:
                "a finished model, from which training cannot go on; give a file that --checkpoint wrote")
        self.path = path
        digest = try ModelDigest(ofFile: path)
        (model, description, state) = try sections.reading { sections in
            let model = try Model(sections)
            let description: Description = try sections.decoded(Section.description)
            guard description.shard == nil || description.shard.flatMap({ Shard($0) }) != nil else {
                throw InvalidStructure("no shard is called '\(description.shard ?? "")'")
            }
            try description.terms.check(model)
            let state = try Self.state(sections, description, record: model.tokens.record)
            try state.check(model.tokens.frame)
            return (model, description, state)
        }
        firstDecisions = try sections.reading { try $0.slab(Section.firstDecisions, of: UInt32.self) }
    }

    private static func state(
        _ sections: SectionReader, _ description: Description, record: CandidateRecord?
    ) throws(InvalidStructure) -> LearnerState {
        func array<Element>(_ name: String, _ type: Element.Type) throws(InvalidStructure) -> [Element]
        where Element: BitwiseCopyable & Sendable {
            try sections.slab(name, of: type).withUnsafeBufferPointer { Array($0) }
        }
        let updates = try sections.slab(Section.updates, of: UInt32.self)
        let values = try sections.slab(Section.values, of: Int32.self)
        let rows = try RowSums(
            numbers: values.count / max(updates.count, 1),
            rows: RowSums.Piece(
                values: values, weighted: try sections.slab(Section.weighted, of: Int64.self),
                updates: updates),
            signaturesLow: try sections.slab(Section.signaturesLow, of: UInt64.self),
            signaturesHigh: try sections.slab(Section.signaturesHigh, of: UInt32.self))
        return LearnerState(
            progress: description.progress, rows: rows,
            measure: MeasureCounts(
                decisions: try array(Section.decisions, UInt32.self),
                rightDecisions: try array(Section.rightDecisions, UInt32.self),
                costs: try array(Section.costs, UInt64.self), costCount: description.measuredCosts,
                count: description.measured),
            record: record, ranks: try array(Section.ranks, Double.self),
            sampledPairs: try array(Section.sampledPairs, UInt64.self),
            sampledSums: try array(Section.sampledSums, Int64.self))
    }

    /// Writes a training to a file that appears under its name only when it is complete.
    ///
    /// - Parameters:
    ///   - model: the model that `state` makes.
    ///   - firstDecisions: what the first pass over the sequences decided; empty in a model of one pass.
    /// - Throws: `SystemError`; what stood at `path` before is still there then.
    /// - Complexity: O(rows · numbers).
    static func write(
        _ model: Model, _ state: LearnerState, terms: TrainingTerms, shard: Shard? = nil,
        base: String? = nil,
        firstDecisions: [UInt32] = [], to path: String
    ) throws {
        let description = Description(
            terms: terms, progress: state.progress, shard: shard?.description, base: base,
            measured: state.measure.count, measuredCosts: state.measure.costCount)
        var sections = try model.sections()
        sections.add(Section.values, pieces: state.rows.pieces.map(\.values))
        sections.add(Section.weighted, pieces: state.rows.pieces.map(\.weighted))
        sections.add(Section.updates, pieces: state.rows.pieces.map(\.updates))
        sections.add(Section.signaturesLow, state.rows.signaturesLow)
        sections.add(Section.signaturesHigh, state.rows.signaturesHigh)
        sections.add(Section.decisions, Slab(state.measure.decisions))
        sections.add(Section.rightDecisions, Slab(state.measure.rightDecisions))
        sections.add(Section.costs, Slab(state.measure.costs))
        sections.add(Section.ranks, Slab(state.ranks))
        sections.add(Section.sampledPairs, Slab(state.sampledPairs))
        sections.add(Section.sampledSums, Slab(state.sampledSums))
        sections.add(Section.firstDecisions, Slab(firstDecisions))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        sections.add(Section.description, Array(try encoder.encode(description)))
        try sections.write(to: path)
    }

    /// The first pass over the sequences that the training went through.
    ///
    /// - Throws: `ModelFileError` when the file has none that fits the frame and the data.
    func firstPass(
        of frame: TokenModelFrame, positions: Int
    ) throws(ModelFileError) -> (model: TokenModel, decisions: [UInt32]) {
        let decisions = firstDecisions.withUnsafeBufferPointer { Array($0) }
        let tokens = frame.columns[frame.columns.count - 1].tokens.count
        guard let first = model.firstPass, decisions.count == positions,
            decisions.allSatisfy({ Int($0) < tokens })
        else { throw ModelFileError(path: path, problem: "the first pass does not fit the data; begin anew") }
        return (first, decisions)
    }

    /// Checks that a training of so many passes goes on from this file.
    ///
    /// - Throws: `ModelFileError` when more passes have begun.
    func check(epochs: Int) throws(ModelFileError) {
        let begun = state.progress.epoch
        guard begun > epochs else { return }
        throw ModelFileError(
            path: path,
            problem: isInPass
                ? "in the middle of pass \(begun), past --epochs \(epochs); give --epochs \(begun) or more"
                : "has \(begun) passes behind it, more than --epochs \(epochs); give --epochs \(begun) or more"
        )
    }

    /// Checks that what was learned is of this frame.
    ///
    /// - Throws: `ModelFileError` saying what is different.
    func check(_ frame: TokenModelFrame) throws(ModelFileError) {
        guard let difference = model.tokens.frame.difference(to: frame) else { return }
        throw ModelFileError(
            path: path,
            problem: "\(difference) than its options and its data lead to; begin anew without --resume")
    }

    /// A learner goes on from what was learned.
    ///
    /// - Throws: `ModelFileError` when it does not fit the learner's frame.
    func restore(_ learner: Learner) throws(ModelFileError) {
        do throws(InvalidStructure) {
            try learner.restore(state)
        } catch {
            throw ModelFileError(path: path, problem: "\(error); begin anew without --resume")
        }
    }

    /// Checks that a training goes on from this file.
    ///
    /// - Parameters:
    ///   - shard: the part of each pass that it learns.
    ///   - isBeforeData: whether the data is not known yet.
    /// - Throws: `ModelFileError` saying what does not fit.
    func check(
        _ terms: TrainingTerms, shard wanted: Shard?, isBeforeData: Bool = false
    ) throws(ModelFileError) {
        if let difference = description.terms.difference(to: terms) {
            throw ModelFileError(
                path: path,
                problem: "made with \(difference); give the same options, or begin anew without --resume")
        }
        guard isBeforeData || description.terms.data == terms.data else {
            throw ModelFileError(
                path: path,
                problem: "made from other training data; give that data, or begin anew without --resume")
        }
        if let shard, !isInPass || wanted != shard {
            throw ModelFileError(
                path: path,
                problem: isInPass
                    ? "shard \(shard) in the middle of its round; go on with --shard \(shard)"
                    : "the outcome of shard \(shard); merge the shards of the round ('scattershot merge') and go on from that"
            )
        }
        if wanted != nil, shard == nil, isInPass {
            throw ModelFileError(
                path: path,
                problem: "a training in the middle of a pass; end the pass without --shard first")
        }
    }
}
