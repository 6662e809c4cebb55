import GraphPipeline
import KeyLayers
import Platform
import TokenPipeline

/// Learns graphs from what token decoders make of training data that they have not seen.
struct GraphTraining {
    let frame: TokenModelFrame
    let format: DataFormat
    let learning: LearningSettings
    let heldOut: HeldOutViews
    let epochs: Int
    let wanted: GraphLearning

    /// Most positions that graphs are learned from where each has one output; of more text the first sequences are taken.
    static let mostPositions = 1 << 19
    /// Most pairs that graphs are learned from; of more they are taken evenly.
    static let mostPairs = 1000

    /// Learns graphs.
    ///
    /// - Parameters:
    ///   - corpus: the training data, all columns of the frame among its own.
    ///   - report: called with news; what it throws ends the work.
    /// - Returns: the graphs; nil where nothing gained on data that no search has seen.
    func run(
        _ corpus: EncodedCorpus, report: (GraphLearningEvent) throws -> Void
    ) throws -> ModelGraphs? {
        let training = HeldOutTraining(
            frame: frame, settings: learning, heldOut: heldOut, epochs: epochs)
        func holdingOut(_ done: Int, _ positions: Int) throws {
            try report(
                .holdingOut(
                    training: done + 1, trainings: HeldOutTraining.parts, positionsDone: positions,
                    positions: corpus.positionCount * epochs))
        }
        if format.kind == .pairs {
            let outputs = try training.outputs(of: corpus, progress: holdingOut)
            return try rewriting(corpus, outputs, report)
        }
        let outputs = frame.outputs.count
        guard (2...64).contains(outputs) else {
            try report(
                .ended(
                    .refused(
                        "graphs are learned for 2 to 64 different outputs, and the data has \(outputs)")))
            return nil
        }
        let decisions = try training.decisions(of: corpus, wantsDistances: true, progress: holdingOut)
        return try tagging(corpus, decisions, report)
    }

    private func tagging(
        _ corpus: EncodedCorpus, _ decisions: HeldOutDecisions, _ report: (GraphLearningEvent) throws -> Void
    ) throws -> ModelGraphs? {
        var learner = TaggingGraphLearner()
        learner.settings.seed = learning.seed
        if wanted == .rows { learner.settings.list = nil }
        if wanted == .list { learner.settings.rows = nil }
        let learned = try learner.learn(tagged(corpus, decisions)) { try report(.tagging($0)) }
        try report(.ended(.tagging(learned.report)))
        guard !learned.graphs.isEmpty else { return nil }
        return ModelGraphs(learned: learned.graphs.graphs, tagging: learned.graphs)
    }

    private func tagged(_ corpus: EncodedCorpus, _ decisions: HeldOutDecisions) -> TaggedCorpus {
        var (sequences, positions) = (0, 0)
        while sequences < corpus.count {
            let end = corpus.positions(of: sequences).upperBound
            if end > Self.mostPositions, sequences > 0 { break }
            (sequences, positions) = (sequences + 1, end)
        }
        let outputs = frame.outputs
        return TaggedCorpus(
            columns: corpus.columns.prefix(format.inputColumns).map { Array($0[..<positions]) },
            tokens: frame.columns.prefix(format.inputColumns).map { column in
                (0..<column.tokens.count).map { column.tokens[$0] }
            },
            labels: (0..<outputs.count).map { outputs[$0] },
            wanted: (0..<positions).map {
                corpus.emissions(at: $0).first ?? UInt32(EmissionPlan.stop)
            },
            distances: Array(decisions.distances[..<(positions * outputs.count)]),
            sequenceEnds: (0..<sequences).map { corpus.positions(of: $0).upperBound })
    }

    private func rewriting(
        _ corpus: EncodedCorpus, _ outputs: [[UInt32]], _ report: (GraphLearningEvent) throws -> Void
    ) throws -> ModelGraphs? {
        let count = min(corpus.count, Self.mostPairs)
        let examples = (0..<count).map { number in
            let sequence = number * corpus.count / count
            let positions = corpus.positions(of: sequence)
            let tokens = frame.columns[0].tokens
            return RewritingExample(
                query: [positions.map { tokens[Int(corpus.columns[0][$0])] }],
                value: outputs[sequence].flatMap(units),
                wanted: corpus.emissions(of: positions).flatMap(units))
        }
        var settings = RewritingSettings()
        settings.seed = learning.seed
        let learned = try RewritingLearner(settings: settings).learn(examples) { try report(.rewriting($0)) }
        try report(.ended(.rewriting(learned)))
        return learned.graphs.isEmpty ? nil : ModelGraphs(learned: learned.graphs)
    }

    private func units(of token: UInt32) -> [String] {
        let text = frame.outputs[Int(token)]
        return format.hasChunks ? ChunkText.units(of: text) : [text]
    }
}
