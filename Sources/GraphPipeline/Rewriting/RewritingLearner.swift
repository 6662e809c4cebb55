import WorkPool

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
    /// - Parameters:
    ///   - pool: shares the work; what is learned is the same for any number of threads.
    ///   - progress: told, on the calling thread, before each list of the beam is continued; what it throws ends learning.
    /// - Throws: What `progress` throws.
    /// - Complexity: for each list of the beam, O(actions · examples · (selectors + different effects · length²)).
    public func learn(
        _ examples: [RewritingExample], pool: WorkPool = WorkPool(threads: 1),
        progress: (RewritingProgress) throws -> Void = { _ in }
    ) rethrows -> LearnedRewriting {
        var search = RewritingSearch(examples, settings: settings, pool: pool)
        var graphs: [Graph] = []
        if examples.count >= Self.fewestExamples { graphs = try search.best(progress).graphs }
        let report = search.report(of: graphs)
        return LearnedRewriting(graphs: report.isAccepted ? graphs : [], report: report)
    }
}
