import TokenPipeline

/// Learns to decode, for each input, what a list of graphs comes to on it.
///
/// Those that choose and those that validate teach the decoder; those that compare tell how the decoded graphs do beside the list.
public struct ProgramLearner: Sendable {
    /// Learns the sequences.
    public var sequences = GraphSequenceLearner()

    /// A learner.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// What was learned.
    public struct Learned: Sendable {
        /// The decoder.
        public let model: GraphSequenceModel
        /// The decoded graphs beside the list, on examples that nothing was learned from.
        public let untouched: SelectionScore
        /// Of these, inputs whose graph tokens made no graph.
        public let refused: Int
    }

    /// Learns from a list and examples.
    ///
    /// - Parameter progress: called with the share that is done; what it throws ends learning.
    /// - Returns: nil where the list does nothing.
    /// - Complexity: that of running the list and of `GraphSequenceLearner`.
    public func learn(
        _ graphs: [Graph], _ examples: SelectionExamples, progress: (Double) throws -> Void = { _ in }
    ) throws -> Learned? {
        let resolver = ProgramResolver(graphs)
        let taught = (examples.selection + examples.validation).map { example in
            GraphSequenceExample(
                input: example.windows.query.first ?? [], key: example.key,
                graph: resolver.program(example.windows, wanted: example.wanted))
        }
        guard let model = try sequences.learn(taught, progress: progress) else { return nil }
        let rest = examples.comparison
        let decoded = model.makeDecoder().graphs(
            for: rest.map { ($0.windows.query.first ?? [], $0.key) })
        let list = GraphExecutor(graphs)
        var score = (plain: (edits: 0, right: 0), chosen: (edits: 0, right: 0), refused: 0)
        for (example, decoded) in zip(rest, decoded) {
            if case .refused = decoded { score.refused += 1 }
            let program = GraphExecutor(decoded.graph.map { [$0] } ?? [])
            let plain = Self.edits(list, example)
            let chosen = Self.edits(program, example)
            score.plain = (score.plain.edits + plain, score.plain.right + (plain == 0 ? 1 : 0))
            score.chosen = (score.chosen.edits + chosen, score.chosen.right + (chosen == 0 ? 1 : 0))
        }
        return Learned(
            model: model,
            untouched: SelectionScore(
                examples: rest.count, editsInOrder: score.plain.edits, editsChosen: score.chosen.edits,
                rightInOrder: score.plain.right, rightChosen: score.chosen.right),
            refused: score.refused)
    }

    private static func edits(_ executor: GraphExecutor, _ example: SelectionExample) -> Int {
        EditDistance.between(executor.run(example.windows).value, example.wanted)
    }
}
