import KeyLayers
import Platform

/// What models decided at the positions of training data whose sequences they did not see.
public struct HeldOutDecisions: Sendable {
    /// The token decided at each position; ⟨stop⟩ is `EmissionPlan.stop`.
    public let tokens: [UInt32]
    /// The distance of every output: positions × outputs. Empty when it was not asked for.
    public let distances: [Int32]
}

/// Decodes every sequence of training data with a model that was trained without it.
///
/// A decoder's output on its own training data is too clean to learn from, so whatever runs after a decoder learns from
/// decisions that are held out: each part is decoded by a model that was trained on the others (Wolpert, "Stacked
/// generalization", 1992). All models have one frame, and so one numbering of the outputs and the same keys: their distances
/// can be compared.
public struct HeldOutTraining {
    /// Parts of the data that are held out in turn; each is made of two folds of `HeldOutViews`.
    public static let parts = HeldOutViews.folds / 2

    private let frame: TokenModelFrame
    private let settings: LearningSettings
    private let heldOut: HeldOutViews
    private let epochs: Int

    /// Trainings with the given frame.
    ///
    /// - Complexity: O(1).
    public init(
        frame: TokenModelFrame, settings: LearningSettings, heldOut: HeldOutViews, epochs: Int
    ) {
        self.frame = frame
        self.settings = settings
        self.heldOut = heldOut
        self.epochs = epochs
    }

    /// Trains on all but each part, and decodes that part.
    ///
    /// - Parameters:
    ///   - corpus: with the columns of the frame, and any after them.
    ///   - wantsDistances: whether the distances of all outputs are kept beside the decisions.
    ///   - progress: called with the trainings done and the positions that the present one has done in all its epochs;
    ///     throwing ends the work.
    /// - Precondition: a plan that takes one decision a position.
    /// - Throws: `InvalidStructure` when distances are wanted and the frame has none to give: see `DecisionDistances`.
    /// - Complexity: O(parts · epochs · decisions · layers · numbers).
    public func decisions(
        of corpus: EncodedCorpus, wantsDistances: Bool,
        progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> HeldOutDecisions {
        precondition(frame.plan.maximum == 1, "a plan of several decisions a position")
        let distances = wantsDistances ? try DecisionDistances(of: frame) : nil
        var tokens = [UInt32](repeating: 0, count: corpus.positionCount)
        var all = [Int32](repeating: 0, count: corpus.positionCount * (distances?.outputs ?? 0))
        for part in 0..<Self.parts {
            let model = try train(corpus, without: part) { try progress(part, $0) }
            let decoder = GreedyDecoder(model: model, distances: distances)
            decode(corpus, part: part, with: decoder) { positions, emissions in
                for (place, position) in positions.enumerated() {
                    tokens[position] = emissions[place].first ?? UInt32(EmissionPlan.stop)
                }
                guard let distances else { return }
                all.replaceSubrange(
                    positions.lowerBound * distances.outputs..<positions.upperBound * distances.outputs,
                    with: distances.all)
            }
        }
        return HeldOutDecisions(tokens: tokens, distances: all)
    }

    /// Trains on all but each part, and decodes that part.
    ///
    /// - Parameters:
    ///   - corpus: with the columns of the frame, and any after them.
    ///   - progress: as above.
    /// - Returns: the tokens that each sequence emits, ⟨stop⟩ left out.
    /// - Complexity: O(parts · epochs · decisions · layers · numbers).
    public func outputs(
        of corpus: EncodedCorpus, progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> [[UInt32]] {
        var outputs = [[UInt32]](repeating: [], count: corpus.count)
        for part in 0..<Self.parts {
            let model = try train(corpus, without: part) { try progress(part, $0) }
            var sequences = (0..<corpus.count).lazy.filter { Self.part(of: $0) == part }.makeIterator()
            decode(corpus, part: part, with: GreedyDecoder(model: model)) { _, emissions in
                if let sequence = sequences.next() { outputs[sequence] = emissions.tokens }
            }
        }
        return outputs
    }

    private static func part(of sequence: Int) -> Int { HeldOutViews.fold(of: sequence) / 2 }

    /// Trains on all data, or on all but a part.
    func train(
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

    /// Decodes the sequences of a part and calls `body` with the positions of each and what they emit.
    private func decode(
        _ corpus: EncodedCorpus, part: Int, with decoder: GreedyDecoder,
        _ body: (Range<Int>, Emissions) -> Void
    ) {
        let resolver = TokenResolver(columns: frame.columns)
        var emissions = Emissions()
        for sequence in 0..<corpus.count where Self.part(of: sequence) == part {
            let positions = corpus.positions(of: sequence)
            decoder.decode(
                columns: corpus.columns.prefix(frame.columns.count).map { $0[positions] }, resolver: resolver,
                heldOut: (heldOut, HeldOutViews.fold(of: sequence)), into: &emissions)
            body(positions, emissions)
        }
    }
}
