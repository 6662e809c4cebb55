import TokenPipeline

/// Learns a list of graphs that turns the token decoder's outputs into the wanted ones.
///
/// A graph is an action that the errors suggest, a condition about positions and a guard about the input. Every action is run once for
/// each set of positions that some condition picks; what it gains in each example is kept, so guards, pairs of guards and
/// branches are sums over that table. Lists begin with the token decoder's outputs or with copies of the inputs and grow in a beam; each graph must help in the validating quarter of the examples, the
/// finished list is edited as long as it becomes cheaper, and it is accepted only if it helps in a quarter that the search never
/// saw. No graphs is a possible result.
///
/// The result depends on examples and settings alone.
public struct RewritingLearner: Sendable {
    /// How it learns.
    public var settings: RewritingSettings

    /// Fewest examples from which anything is learned.
    public static let fewestExamples = 16

    /// A learner.
    ///
    /// - Complexity: O(1).
    public init(settings: RewritingSettings = RewritingSettings()) { self.settings = settings }

    /// Learns from examples.
    ///
    /// - Parameter progress: told before each list of the beam is continued; what it throws ends learning.
    /// - Throws: What `progress` throws.
    /// - Complexity: for each list of the beam, O(actions · examples · (selectors + different effects · length²)).
    public func learn(
        _ examples: [RewritingExample], progress: (RewritingProgress) throws -> Void = { _ in }
    ) rethrows -> LearnedRewriting {
        var search = RewritingSearch(examples, settings: settings)
        var graphs: [Graph] = []
        if examples.count >= Self.fewestExamples { graphs = try search.best(progress).graphs }
        let untouched = search.score(graphs, in: search.corpus.untouched)
        if untouched.editsAfter >= untouched.editsBefore { graphs = [] }
        return LearnedRewriting(
            graphs: graphs, selection: search.score(graphs, in: search.corpus.selection),
            validation: search.score(graphs, in: search.corpus.validation),
            untouched: search.score(graphs, in: search.corpus.untouched))
    }
}

extension RewritingSearch {
    /// What a list does in a slice, within the limits of inference.
    mutating func score(_ graphs: [Graph], in slice: Range<Int>) -> RewritingScore {
        let compiled = graphs.map { corpus.compile($0) }
        var distance = EditDistance()
        var (editsBefore, editsAfter, rightBefore, rightAfter) = (0, 0, 0, 0)
        for example in slice {
            let raw = corpus.windows[example].raw
            let value = compiled.reduce(raw) { value, graph in
                corpus.value(of: example, from: value, after: graph, limits: ExecutionLimits())
            }
            editsBefore += distance.between(raw, corpus.wanted[example])
            editsAfter += distance.between(value, corpus.wanted[example])
            rightBefore += raw == corpus.wanted[example] ? 1 : 0
            rightAfter += value == corpus.wanted[example] ? 1 : 0
        }
        return RewritingScore(
            examples: slice.count, editsBefore: editsBefore, editsAfter: editsAfter, rightBefore: rightBefore,
            rightAfter: rightAfter)
    }
}
