import KeyLayers
import Platform

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
    ///   - progress: called with the trainings done and the positions that the present one has done in all its epochs;
    ///     throwing ends the work.
    /// - Returns: the model of all data, and for each position what a model decided that did not see its sequence.
    /// - Complexity: O(parts · epochs · decisions · layers · numbers).
    public func run(
        _ corpus: EncodedCorpus, progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> (model: TokenModel, decisions: [UInt32]) {
        let decisions = try training.decisions(of: corpus, wantsDistances: false, progress: progress).tokens
        let model = try training.train(corpus, without: nil) { try progress(HeldOutTraining.parts, $0) }
        return (model, decisions)
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
