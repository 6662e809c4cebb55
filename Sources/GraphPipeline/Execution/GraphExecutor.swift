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
    ///   - observe: told after each graph its number, what it did and the output as it then is, markers left out.
    /// - Complexity: O(steps · graph tokens) without tests against cells inside regions; with them, times the window's length.
    public func run(
        _ windows: GraphWindows, only selected: [Int]? = nil,
        observing observe: ((Int, GraphResult.Effect, [String]) -> Void)? = nil
    ) -> GraphResult {
        var state = RunWindows(windows, alphabet: alphabet)
        var effects: [GraphResult.Effect] = []
        effects.reserveCapacity(compiled.count)
        for (index, graph) in compiled.enumerated() {
            guard selected?.contains(index) != false else {
                effects.append(.none)
                continue
            }
            let before = state
            var budget = StepBudget(limits, query: state.query[0].count, output: state.raw.count)
            do {
                try state.run(graph, &budget)
                effects.append(state.value == before.value ? .none : .changed)
            } catch {
                state = before
                effects.append(.skipped)
            }
            observe?(index, effects[index], Self.texts(state))
        }
        return GraphResult(value: Self.texts(state), effects: effects)
    }

    private static func texts(_ state: RunWindows) -> [String] {
        state.value.compactMap { state.symbols[$0].text }
    }
}
