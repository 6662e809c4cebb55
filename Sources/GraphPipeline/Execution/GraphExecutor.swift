/// Runs a list of graphs on windows, with the results of `ReferenceExecutor`: tokens are numbers, and a condition is
/// evaluated for all positions of a window together.
public struct GraphExecutor: Sendable {
    /// The graphs, in running order.
    public let graphs: [Graph]
    /// Bounds of each of them.
    public let limits: ExecutionLimits
    private let alphabet: GraphAlphabet
    private let compiled: [CompiledGraph]

    /// Compiles graphs.
    ///
    /// - Complexity: O(graph tokens).
    public init(_ graphs: [Graph], limits: ExecutionLimits = ExecutionLimits()) {
        var alphabet = GraphAlphabet()
        compiled = graphs.map { alphabet.compile($0) }
        alphabet.rank()
        self.alphabet = alphabet
        self.graphs = graphs
        self.limits = limits
    }

    /// Runs the graphs one after the other on windows.
    ///
    /// - Parameters:
    ///   - windows: what they run on.
    ///   - selected: numbers of the graphs that run; nil runs all.
    ///   - observe: told after each graph that ran what it did.
    /// - Complexity: O(steps · graph tokens) without tests against cells inside regions; with them, times the window's length.
    public func run(
        _ windows: GraphWindows, only selected: [Int]? = nil,
        observing observe: ((GraphObservation) -> Void)? = nil
    ) -> GraphResult {
        var state = RunWindows(windows, alphabet: alphabet)
        var effects: [GraphResult.Effect] = []
        effects.reserveCapacity(compiled.count)
        for (index, graph) in compiled.enumerated() {
            guard selected?.contains(index) != false else {
                effects.append(.none)
                continue
            }
            if observe != nil { state.matched = PositionSet() }
            let before = state
            var budget = StepBudget(limits, query: state.query[0].count, output: state.raw.count)
            do {
                try state.run(graph, &budget)
                try limits.check(before: before.value.count, after: state.value.count)
                effects.append(state.value == before.value ? .none : .changed)
            } catch {
                let matched = state.matched
                state = before
                state.matched = matched
                effects.append(.skipped)
            }
            observe?(
                GraphObservation(
                    graph: index, effect: effects[index], matched: state.matched?.positions ?? [],
                    value: Self.texts(state)))
        }
        return GraphResult(value: Self.texts(state), effects: effects)
    }

    private static func texts(_ state: RunWindows) -> [String] {
        state.value.compactMap { state.symbols[$0].text }
    }
}
