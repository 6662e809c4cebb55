import KeyLayers
import Platform
import WorkPool

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
public struct HeldOutTraining: Sendable {
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
    ///   - pool: its workers train at the same time, each without another part, so that memory is needed for as many models; what
    ///     comes out is the same for any number of them.
    ///   - progress: called on the calling thread with the trainings that have ended and the positions that those under way have
    ///     done in all their epochs; throwing ends the work.
    /// - Precondition: a plan that takes one decision a position.
    /// - Throws: `InvalidStructure` when distances are wanted and the frame has none to give: see `DecisionDistances`.
    /// - Complexity: O(parts · epochs · decisions · layers · numbers).
    public func decisions(
        of corpus: EncodedCorpus, wantsDistances: Bool, pool: WorkPool = WorkPool(threads: 1),
        progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> HeldOutDecisions {
        try decisions(
            of: corpus, wantsDistances: wantsDistances, wantsWhole: false, pool: pool, progress: progress
        ).decisions
    }

    /// The same, with the model of all data where it is wanted, as one training more.
    func decisions(
        of corpus: EncodedCorpus, wantsDistances: Bool, wantsWhole: Bool, pool: WorkPool,
        progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> (decisions: HeldOutDecisions, whole: TokenModel?) {
        precondition(frame.plan.maximum == 1, "a plan of several decisions a position")
        let outputs = wantsDistances ? try DecisionDistances(of: frame).outputs : 0
        var tokens = [UInt32](repeating: 0, count: corpus.positionCount)
        var all = [Int32](repeating: 0, count: corpus.positionCount * outputs)
        var wholes: [TokenModel?] = [nil]
        try tokens.withUnsafeMutableBufferPointer { tokens in
            try all.withUnsafeMutableBufferPointer { all in
                try wholes.withUnsafeMutableBufferPointer { wholes in
                    // Each training writes what belongs to its own part.
                    nonisolated(unsafe) let (tokens, all, wholes) = (tokens, all, wholes)
                    try forEachTraining(wantsWhole ? Self.parts + 1 : Self.parts, pool, progress) {
                        part, announce in
                        guard part < Self.parts else {
                            wholes[0] = try train(corpus, without: nil, progress: announce)
                            return
                        }
                        let model = try train(corpus, without: part, progress: announce)
                        let distances = wantsDistances ? try DecisionDistances(of: frame) : nil
                        let decoder = GreedyDecoder(model: model, distances: distances)
                        decode(corpus, part: part, with: decoder) { _, positions, emissions in
                            for (place, position) in positions.enumerated() {
                                tokens[position] = emissions[place].first ?? UInt32(EmissionPlan.stop)
                            }
                            guard let distances else { return }
                            for (place, distance) in distances.all.enumerated() {
                                all[positions.lowerBound * outputs + place] = distance
                            }
                        }
                    }
                }
            }
        }
        return (HeldOutDecisions(tokens: tokens, distances: all), wholes[0])
    }

    /// Trains on all but each part, and decodes that part.
    ///
    /// - Parameters:
    ///   - corpus: with the columns of the frame, and any after them.
    ///   - pool: as above.
    ///   - progress: as above.
    /// - Returns: the tokens that each sequence emits, ⟨stop⟩ left out.
    /// - Complexity: O(parts · epochs · decisions · layers · numbers).
    public func outputs(
        of corpus: EncodedCorpus, pool: WorkPool = WorkPool(threads: 1),
        progress: (_ done: Int, _ positions: Int) throws -> Void
    ) throws -> [[UInt32]] {
        var outputs = [[UInt32]](repeating: [], count: corpus.count)
        try outputs.withUnsafeMutableBufferPointer { outputs in
            nonisolated(unsafe) let outputs = outputs
            try forEachTraining(Self.parts, pool, progress) { part, announce in
                let model = try train(corpus, without: part, progress: announce)
                decode(corpus, part: part, with: GreedyDecoder(model: model)) { sequence, _, emissions in
                    outputs[sequence] = emissions.tokens
                }
            }
        }
        return outputs
    }

    /// What a training has to say.
    private enum News: Sendable {
        case positions(Int)
        case ended
    }

    /// Runs trainings on the workers of a pool, and tells `progress` how far they are together.
    private func forEachTraining(
        _ count: Int, _ pool: WorkPool, _ progress: (_ done: Int, _ positions: Int) throws -> Void,
        _ training: @Sendable (_ number: Int, _ announce: (Int) throws -> Void) throws -> Void
    ) throws {
        var ended = 0
        var underway: [Int: Int] = [:]
        try pool.forEach(count: count) { number, _, announce in
            try training(number) { try announce(News.positions($0)) }
            try announce(.ended)
        } report: { number, news in
            switch news {
            case .positions(let positions):
                underway[number] = positions
                try progress(ended, underway.values.reduce(0, +))
            case .ended:
                underway[number] = nil
                ended += 1
            }
        }
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

    /// Decodes the sequences of a part and calls `body` with each, its positions and what they emit.
    private func decode(
        _ corpus: EncodedCorpus, part: Int, with decoder: GreedyDecoder,
        _ body: (_ sequence: Int, _ positions: Range<Int>, _ emissions: Emissions) -> Void
    ) {
        let resolver = TokenResolver(columns: frame.columns)
        var emissions = Emissions()
        for sequence in 0..<corpus.count where Self.part(of: sequence) == part {
            let positions = corpus.positions(of: sequence)
            decoder.decode(
                columns: corpus.columns.prefix(frame.columns.count).map { $0[positions] }, resolver: resolver,
                heldOut: (heldOut, HeldOutViews.fold(of: sequence)), into: &emissions)
            body(sequence, positions, emissions)
        }
    }
}
