import TokenPipeline

/// What a list of graphs comes to on one input: the graphs that did something, without the branches that were not taken.
/// Outputs are of any length and have no distances, so that no graph does anything later.
///
/// It is what the decoder of graph sequences learns to write: the conditions about the input as a whole are gone, since the
/// decoder sees the input itself.
public struct ProgramResolver: Sendable {
    private let graphs: [Graph]
    private let alphabet: GraphAlphabet
    private let limits = ExecutionLimits()

    /// A resolver for a list.
    ///
    /// - Complexity: O(graph tokens).
    public init(_ graphs: [Graph]) {
        var alphabet = GraphAlphabet()
        for graph in graphs { _ = alphabet.compile(graph) }
        alphabet.rank()
        self.alphabet = alphabet
        self.graphs = graphs
    }

    /// One graph that does on this input what the list does; nil where the list brings the output no nearer to the wanted one, or no
    /// single graph could hold what it does.
    ///
    /// - Precondition: windows without distances.
    /// - Complexity: that of running the list, and O(output²).
    public func program(_ windows: GraphWindows, wanted: [String]) -> Graph? {
        precondition(windows.distances == nil, "a count that must hold would stay in force")
        var state = RunWindows(windows, alphabet: alphabet)
        var steps: [Graph] = []
        for graph in graphs {
            var budget = StepBudget(limits, query: state.query[0].count, output: state.raw.count)
            var next = (state: state, steps: [Graph]())
            guard (try? resolve(graph, &next.state, &budget, &next.steps)) != nil else { continue }
            if next.state.value != state.value { steps += next.steps }
            state = next.state
        }
        let wanted = wanted.map { state.symbols.index(of: .token($0)) }
        var distance = EditDistance()
        let value = state.value.filter { state.symbols[$0].text != nil }
        guard distance.between(value, wanted) < distance.between(state.raw, wanted),
            steps.count <= Graph.mostSteps
        else { return nil }
        let program = steps.count == 1 ? steps[0] : .sequence(steps)
        return program.tokens.count <= Graph.mostTokens && program.nesting <= Graph.deepestNesting
            ? program : nil
    }

    /// Runs a graph and notes the parts that changed something.
    private func resolve(
        _ graph: Graph, _ state: inout RunWindows, _ budget: inout StepBudget, _ steps: inout [Graph]
    ) throws(LimitReached) {
        switch graph {
        case .choose(let condition, let first, let second):
            try budget.pay(regions: condition.movingRegions)
            var alphabet = alphabet
            if state.positions(alphabet.compile(condition), in: 0..<1).contains(0) {
                try resolve(first, &state, &budget, &steps)
            } else if let second {
                try resolve(second, &state, &budget, &steps)
            }
        case .sequence(let graphs):
            try budget.pay()
            for graph in graphs { try resolve(graph, &state, &budget, &steps) }
        default:
            var alphabet = alphabet
            let before = state.value
            try state.run(alphabet.compile(graph), &budget)
            if state.value != before { steps.append(graph) }
        }
    }
}
