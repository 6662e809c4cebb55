import TokenPipeline

/// Learns to decode, for each input, what a list of graphs comes to on it.
///
/// Three quarters of the examples, the same that lists are learned from, teach the decoder; the last quarter compares the decoded graphs with the
/// list.
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

    /// Learns from a list and the examples that it was learned from.
    ///
    /// - Parameter progress: called with the share that is done; what it throws ends learning.
    /// - Returns: nil where the list does nothing.
    /// - Complexity: that of running the list and of `GraphSequenceLearner`.
    public func learn(
        _ graphs: [Graph], _ examples: [SelectionExample], progress: (Double) throws -> Void = { _ in }
    ) throws -> Learned? {
        let resolver = ProgramResolver(graphs)
        let order = RewritingCorpus.order(count: examples.count, seed: sequences.seed)
        let slices = RewritingCorpus.slices(count: examples.count)
        let taught = order[..<slices.untouched.lowerBound].map { index in
            GraphSequenceExample(
                input: examples[index].windows.query.first ?? [], key: examples[index].key,
                graph: resolver.program(examples[index].windows, wanted: examples[index].wanted))
        }
        guard let model = try sequences.learn(taught, progress: progress) else { return nil }
        let rest = order[slices.untouched].map { examples[$0] }
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
