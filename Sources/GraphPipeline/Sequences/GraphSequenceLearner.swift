import TokenPipeline

/// An input and the graph that is right for it.
public struct GraphSequenceExample: Sendable, Hashable {
    /// The input's tokens, of column 1.
    public let input: [String]
    /// Its key.
    public let key: SequenceKey
    /// The graph; nil where none is wanted.
    public let graph: Graph?

    /// An example.
    ///
    /// - Complexity: O(1).
    public init(input: [String], key: SequenceKey, graph: Graph?) {
        self.input = input
        self.key = key
        self.graph = graph
    }
}

/// Learns to decode sequences of graph tokens from inputs: the encoder–decoder of tokens, with graph tokens as its outputs.
///
/// Rows over layers of the input's cues and of the graph tokens that were emitted, which are the states of node A, are updated where
/// the nearest graph token is not the wanted one, and the mean over all steps is used; ⟨stop⟩ ends a sequence, and is the
/// whole sequence where no graph is wanted.
public struct GraphSequenceLearner: Sendable {
    /// Decides keys and the order of examples.
    public var seed: UInt64 = 1
    /// Passes over the examples.
    public var epochs = 12
    /// Share of the largest distance by which a right graph token must lead.
    public var margin = 0.022

    /// A learner with the usual settings.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// Learns from examples.
    ///
    /// - Parameter progress: called with the share that is done; what it throws ends learning.
    /// - Returns: the decoder; nil when no example wants a graph.
    /// - Complexity: O(epochs · graph tokens · layers).
    public func learn(
        _ examples: [GraphSequenceExample], progress: (Double) throws -> Void = { _ in }
    ) throws -> GraphSequenceModel? {
        let sequences = examples.map { $0.graph?.tokens ?? [] }
        guard sequences.contains(where: { !$0.isEmpty }) else { return nil }
        var numbers: [[GraphSymbol]: Int] = [:]
        let classes = sequences.map { tokens in
            let sequence = tokens.map { GraphSymbol.token($0) }
            let number = numbers[sequence] ?? numbers.count
            numbers[sequence] = number
            return number
        }
        let cues = InputCues(of: examples.map { ($0.input, $0.key) }, classes: classes, seed: seed)
        let frame = GraphSequenceFrame(
            cues: cues, values: examples.map { cues.values(of: $0.input, $0.key) }, sequences: sequences,
            seed: seed)
        let tokenFrame = try frame.tokenFrame()
        let learner = Learner(
            frame: tokenFrame,
            settings: LearningSettings(seed: seed, noise: .canonical, margin: margin, minimumUpdates: 1))
        let corpus = Self.corpus(examples, sequences, frame, tokenFrame)
        for epoch in 0..<max(1, epochs) {
            _ = try learner.learn(corpus) { done in
                let passed = Double(done) / Double(max(corpus.positionCount, 1))
                try progress((Double(epoch) + passed) / Double(max(1, epochs)))
            }
        }
        return GraphSequenceModel(frame: frame, tokens: try learner.model())
    }

    /// One sequence of positions for each example, one for each graph token and one for ⟨stop⟩.
    private static func corpus(
        _ examples: [GraphSequenceExample], _ sequences: [[String]], _ frame: GraphSequenceFrame,
        _ tokenFrame: TokenModelFrame
    ) -> EncodedCorpus {
        var corpus = EncodedCorpus(columnCount: tokenFrame.columns.count)
        for (example, sequence) in zip(examples, sequences) {
            let positions = frame.positions(of: example.input, example.key, count: sequence.count + 1)
            for (place, values) in positions.enumerated() {
                corpus.append(
                    tokens: values.enumerated().map { column, value in
                        UInt32(tokenFrame.columns[column].tokens.index(of: value) ?? 0)
                    },
                    emissions: place < sequence.count
                        ? [UInt32(tokenFrame.outputs.index(of: sequence[place]) ?? EmissionPlan.stop)] : [])
            }
            corpus.endSequence()
        }
        return corpus
    }
}
