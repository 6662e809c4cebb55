import KeyLayers
import Platform

/// Trains a first pass over sequences, whose decisions the layers of a second one see.
///
/// A decoder's output on its own training data is too clean to learn from, so the second pass learns from decisions that are
/// held out: each fold is decoded by a model that was trained on the others (Wolpert, "Stacked generalization", 1992).
public struct FirstPass {
    /// Parts of the data that are held out in turn; each is made of two folds of `HeldOutViews`.
    public static let parts = HeldOutViews.folds / 2

    private let frame: TokenModelFrame
    private let settings: LearningSettings
    private let heldOut: HeldOutViews
    private let epochs: Int

    /// A first pass with the given frame, in which one decision is taken at each position.
    ///
    /// - Complexity: O(1).
    public init(
        frame: TokenModelFrame, settings: LearningSettings, heldOut: HeldOutViews, epochs: Int
    ) {
        precondition(frame.plan.maximum == 1, "a plan of several decisions a position")
        self.frame = frame
        self.settings = settings
        self.heldOut = heldOut
        self.epochs = epochs
    }

    /// Trainings that `run` makes: one for each part, and one with all data.
    public static var trainings: Int { parts + 1 }

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
        var decisions = [UInt32](repeating: 0, count: corpus.positionCount)
        for part in 0..<Self.parts {
            let model = try train(corpus, without: part) { try progress(part, $0) }
            decode(corpus, part: part, with: model, into: &decisions)
        }
        return (try train(corpus, without: nil) { try progress(Self.parts, $0) }, decisions)
    }

    private static func part(of sequence: Int) -> Int { HeldOutViews.fold(of: sequence) / 2 }

    private func train(
        _ corpus: EncodedCorpus, without part: Int?, progress: (Int) throws -> Void
    ) throws -> TokenModel {
        let learner = Learner(frame: frame, settings: settings, heldOut: heldOut)
        for epoch in 0..<epochs {
            _ = try learner.learn(corpus, where: { Self.part(of: $0) != part }) {
                try progress(epoch * corpus.positionCount + $0)
            }
        }
        return try learner.model()
    }

    private func decode(
        _ corpus: EncodedCorpus, part: Int, with model: TokenModel, into decisions: inout [UInt32]
    ) {
        let decoder = GreedyDecoder(model: model)
        let resolver = TokenResolver(columns: frame.columns)
        var emissions = Emissions()
        for sequence in 0..<corpus.count where Self.part(of: sequence) == part {
            let positions = corpus.positions(of: sequence)
            decoder.decode(
                columns: corpus.columns.prefix(frame.columns.count).map { $0[positions] }, resolver: resolver,
                heldOut: (heldOut, HeldOutViews.fold(of: sequence)), into: &emissions)
            for (place, position) in positions.enumerated() {
                decisions[position] = emissions[place].first ?? UInt32(EmissionPlan.stop)
            }
        }
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
