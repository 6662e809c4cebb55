import GraphPipeline
import KeyLayers
import Platform
import TokenPipeline
import WorkPool

/// Learns graphs from what token decoders make of training data that they have not seen.
struct GraphTraining {
    let frame: TokenModelFrame
    let format: DataFormat
    let learning: LearningSettings
    let heldOut: HeldOutViews
    let epochs: Int
    let wanted: GraphLearning
    let choice: GraphChoice

    /// Most positions that graphs are learned from where each has one output; of more text the first sequences are taken.
    static let mostPositions = 1 << 19
    /// Most pairs that graphs are learned from; of more they are taken evenly.
    static let mostPairs = 1000
    /// Most sequences that a choice of graphs is learned from: a half to search on, a quarter to validate on, and a quarter to
    /// compare on; of more they are taken evenly.
    static let mostChoices = 2000

    /// What was learned.
    struct Learned {
        var graphs: ModelGraphs
        /// Rows that decode graphs.
        var rows: TokenModel?
    }

    /// Learns graphs.
    ///
    /// - Parameters:
    ///   - corpus: the training data, all columns of the frame among its own.
    ///   - pool: shares the work; what is learned is the same for any number of threads.
    ///   - report: called with news, on the calling thread; what it throws ends the work.
    /// - Returns: the graphs; nil where nothing gained on data that no search has seen.
    func run(
        _ corpus: EncodedCorpus, pool: WorkPool, report: (GraphLearningEvent) throws -> Void
    ) throws -> Learned? {
        let training = HeldOutTraining(
            frame: frame, settings: learning, heldOut: heldOut, epochs: epochs)
        func holdingOut(_ done: Int, _ positions: Int) throws {
            try report(
                .holdingOut(
                    training: done + 1, trainings: HeldOutTraining.parts, positionsDone: positions,
                    positions: corpus.positionCount * epochs))
        }
        if format.kind == .pairs {
            let outputs = try training.outputs(of: corpus, pool: pool, progress: holdingOut)
            return try rewriting(corpus, outputs, pool, report)
        }
        let outputs = frame.outputs.count
        guard (2...64).contains(outputs) else {
            try report(
                .ended(
                    .refused(
                        "graphs are learned for 2 to 64 different outputs, and the data has \(outputs)")))
            return nil
        }
        let decisions = try training.decisions(
            of: corpus, wantsDistances: true, pool: pool, progress: holdingOut)
        return try tagging(corpus, decisions, pool, report)
    }

    private func tagging(
        _ corpus: EncodedCorpus, _ decisions: HeldOutDecisions, _ pool: WorkPool,
        _ report: (GraphLearningEvent) throws -> Void
    ) throws -> Learned? {
        var learner = TaggingGraphLearner()
        learner.settings.seed = learning.seed
        learner.settings.reservesComparison = choice != .order
        if wanted == .rows { learner.settings.list = nil }
        if wanted == .list { learner.settings.rows = nil }
        let data = tagged(corpus, decisions)
        let learned = try learner.learn(data, pool: pool) { try report(.tagging($0)) }
        try report(.ended(.tagging(learned.report)))
        guard !learned.graphs.isEmpty else { return nil }
        guard choice == .embedding, let unit = learned.graphs.list?.unit else {
            return Learned(graphs: ModelGraphs(learned: learned.graphs.graphs, tagging: learned.graphs))
        }
        let names = (0..<frame.outputs.count).map { frame.outputs[$0] }
        let moments = queryMoments()
        func examples(_ part: DataSlices.Part, most: Int) -> [SelectionExample] {
            let sequences = data.sequenceEnds.indices.filter {
                DataSlices.part(of: $0, reservesComparison: true) == part
            }
            return Self.evenly(sequences.count, most: most).map { index in
                let positions = corpus.positions(of: sequences[index])
                let range = positions.lowerBound * names.count..<positions.upperBound * names.count
                return SelectionExample(
                    windows: GraphWindows(
                        query: query(of: positions, corpus),
                        value: positions.map { names[Int(decisions.tokens[$0])] },
                        distances: OutputDistances(
                            outputs: names.map { .token($0) }, unit: unit,
                            values: Array(decisions.distances[range]))),
                    wanted: positions.map {
                        names[Int(corpus.emissions(at: $0).first ?? UInt32(EmissionPlan.stop))]
                    },
                    key: SequenceKey(of: Array(corpus.columns[0][positions]), moments))
            }
        }
        return try chosen(
            learned.graphs.graphs, tagging: learned.graphs,
            SelectionExamples(
                selection: examples(.selection, most: Self.mostChoices / 2),
                validation: examples(.validation, most: Self.mostChoices / 4),
                comparison: examples(.comparison, most: Self.mostChoices / 4)), pool, report)
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
        _ corpus: EncodedCorpus, _ outputs: [[UInt32]], _ pool: WorkPool,
        _ report: (GraphLearningEvent) throws -> Void
    ) throws -> Learned? {
        let sequences = Self.evenly(corpus.count, most: Self.mostPairs)
        let examples = sequences.map { sequence in
            let positions = corpus.positions(of: sequence)
            return RewritingExample(
                query: query(of: positions, corpus),
                value: outputs[sequence].flatMap(units),
                wanted: corpus.emissions(of: positions).flatMap(units))
        }
        var settings = RewritingSettings()
        settings.seed = learning.seed
        settings.reservesComparison = choice != .order
        let learned = try RewritingLearner(settings: settings).learn(examples, pool: pool) {
            try report(.rewriting($0))
        }
        try report(.ended(.rewriting(learned)))
        guard !learned.graphs.isEmpty else { return nil }
        guard choice != .order else { return Learned(graphs: ModelGraphs(learned: learned.graphs)) }
        let moments = queryMoments()
        let chosenFrom = zip(sequences, examples).map { sequence, example in
            SelectionExample(
                windows: GraphWindows(query: example.query, value: example.value), wanted: example.wanted,
                key: SequenceKey(of: Array(corpus.columns[0][corpus.positions(of: sequence)]), moments))
        }
        let slices = ExampleSlices(
            count: examples.count, seed: learning.seed, reservesComparison: settings.reservesComparison)
        func part(_ range: Range<Int>) -> [SelectionExample] { slices.order[range].map { chosenFrom[$0] } }
        return try chosen(
            learned.graphs, tagging: nil,
            SelectionExamples(
                selection: part(slices.selection), validation: part(slices.validation),
                comparison: part(slices.comparison)), pool, report)
    }

    /// A list with the choice that was asked for, which runs where it is better than all graphs in order.
    private func chosen(
        _ graphs: [Graph], tagging: TaggingGraphs?, _ examples: SelectionExamples, _ pool: WorkPool,
        _ report: (GraphLearningEvent) throws -> Void
    ) throws -> Learned {
        switch choice {
        case .order: return Learned(graphs: ModelGraphs(learned: graphs, tagging: tagging))
        case .embedding:
            let dictionary = GraphDictionary.containing(graphs, seed: learning.seed)
            var learner = ReachLearner()
            learner.seed = learning.seed
            let (reaches, score) = try learner.learn(
                graphs, examples,
                embeddings: graphs.map {
                    SequenceKey(of: $0, in: dictionary, shape: frame.distance.shape)
                }, pool: pool
            ) { try report(.choosing(.embedding, fraction: Double($0) / Double(graphs.count))) }
            let isUsed = score.isBetter && reaches.contains { $0 != nil }
            try report(
                .ended(.choice(GraphChoiceReport(choice: choice, score: score, isUsed: isUsed))))
            return Learned(
                graphs: ModelGraphs(
                    learned: graphs, tagging: tagging, reaches: reaches,
                    choice: isUsed ? .embedding : .order))
        case .decoded:
            var learner = ProgramLearner()
            learner.sequences.seed = learning.seed
            let learned = try learner.learn(graphs, examples) {
                try report(.choosing(.decoded, fraction: $0))
            }
            guard let learned else { return Learned(graphs: ModelGraphs(learned: graphs, tagging: tagging)) }
            let isUsed = learned.untouched.isBetter
            try report(
                .ended(
                    .choice(
                        GraphChoiceReport(
                            choice: choice, score: learned.untouched, isUsed: isUsed,
                            refused: learned.refused))))
            return Learned(
                graphs: ModelGraphs(
                    learned: graphs, tagging: tagging, sequences: learned.model.frame,
                    choice: isUsed ? .decoded : .order),
                rows: learned.model.tokens)
        }
    }

    /// - Complexity: O(vocabulary · numbers), so once for all sequences.
    private func queryMoments() -> QueryMoments {
        QueryMoments(tokens: frame.columns[0].tokens, shape: frame.distance.shape)
    }

    /// Numbers from 0 below a count, all of them or so many, evenly.
    private static func evenly(_ count: Int, most: Int) -> [Int] {
        let taken = min(count, most)
        return (0..<taken).map { $0 * count / taken }
    }

    /// The input tokens of positions, column by column.
    private func query(of positions: Range<Int>, _ corpus: EncodedCorpus) -> [[String]] {
        (0..<format.inputColumns).map { column in
            positions.map { frame.columns[column].tokens[Int(corpus.columns[column][$0])] }
        }
    }

    private func units(of token: UInt32) -> [String] {
        let text = frame.outputs[Int(token)]
        return format.hasChunks ? ChunkText.units(of: text) : [text]
    }
}
