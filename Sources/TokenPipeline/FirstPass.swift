import KeyLayers
import Platform
import WorkPool

/// Trains a first pass over sequences, whose decisions the layers of a second one see. The second pass learns from
/// decisions that are held out.
public struct FirstPass {
    private let training: HeldOutTraining

    /// A first pass with the given frame, in which one decision is taken at each position.
    ///
    /// - Complexity: O(1).
    public init(
        frame: TokenModelFrame, settings: LearningSettings, heldOut: HeldOutViews, epochs: Int
    ) {
        training = HeldOutTraining(frame: frame, settings: settings, heldOut: heldOut, epochs: epochs)
    }

    /// Trainings that `run` makes: one for each part, and one with all data.
    public static var trainings: Int { HeldOutTraining.parts + 1 }

    /// Trains on all data, and on all but each part.
    ///
    /// - Parameters:
    ///   - corpus: with the columns of the frame, and any after them.
    ///   - pool: its workers train at the same time, so that memory is needed for as many models; what comes out is the same for
    ///     any number of them.
    ///   - progress: called on the calling thread with the trainings that have ended and the positions that those under way have
    ///     done in all their epochs; throwing ends the work.
    /// - Returns: the model of all data, and for each position what a model decided that did not see its sequence.
    /// - Complexity: O(parts · epochs · decisions · layers · numbers).
    public func run(
        _ corpus: EncodedCorpus, pool: WorkPool = WorkPool(threads: 1),
        progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> (model: TokenModel, decisions: [UInt32]) {
        let outcome = try training.decisions(
            of: corpus, wantsDistances: false, wantsWhole: true, pool: pool, progress: progress)
        guard let model = outcome.whole else { throw InvalidStructure("a first pass without a model") }
        return (model, outcome.decisions.tokens)
    }
}

extension TokenModelFrame {
    /// Whether layers see what a first pass decided.
    public var seesFirstPass: Bool { derived.last?.rule == .pass }

    /// The frame of the first pass: without its column and the layers that see it.
    ///
    /// - Throws: `InvalidStructure` when no layer is left, or a position takes several decisions.
    /// - Complexity: as for any frame.
    public func ofFirstPass() throws -> TokenModelFrame {
        guard plan.maximum == 1 else {
            throw InvalidStructure("a first pass needs data in which one decision is taken at each position")
        }
        let layers = layout.layers.filter { layer in
            layer.parts.allSatisfy { part in
                if case .column(let column, _) = part.source { column < columns.count } else { true }
            }
        }
        return try TokenModelFrame(
            plan: plan, start: start, columns: columns.dropLast(), spans: spans, outputs: outputs,
            layers: layers, distance: distance, spread: spread, keyOwners: keyOwners, traits: traits,
            derived: derived.dropLast(), clusters: clusters)
    }
}
