/// The examples while rewriting is learned: as numbers, in the order and the parts that the slices tell.
struct RewritingCorpus {
    /// Windows whose value is the token decoder's output.
    let windows: [RunWindows]
    let wanted: [[Int32]]
    let slices: ExampleSlices
    private(set) var alphabet: GraphAlphabet

    /// - Parameter views: views of the input that conditions speak of.
    init(_ examples: [RewritingExample], views: some Sequence<WindowView>, slices: ExampleSlices) {
        var alphabet = GraphAlphabet()
        for view in views { _ = alphabet.add(view) }
        let ordered = slices.order.map { examples[$0] }
        for example in ordered {
            for token in example.value + example.wanted { _ = alphabet.add(.token(token)) }
            for view in alphabet.views {
                guard case .query(let column, let view) = view, example.query.indices.contains(column - 1)
                else { continue }
                for token in example.query[column - 1] { _ = alphabet.add(.token(view.applied(to: token))) }
            }
        }
        alphabet.rank()
        windows = ordered.map { example in
            RunWindows(GraphWindows(query: example.query, value: example.value), alphabet: alphabet)
        }
        wanted = ordered.map { example in example.wanted.map { alphabet.indices[.token($0)] ?? -1 } }
        self.alphabet = alphabet
        self.slices = slices
    }

    var selection: Range<Int> { slices.selection }
    var validation: Range<Int> { slices.validation }
    var untouched: Range<Int> { slices.untouched }

    /// A graph with numbers in the place of texts; all its tokens come from the examples.
    mutating func compile(_ graph: Graph) -> CompiledGraph { alphabet.compile(graph) }

    mutating func compile(_ condition: Condition) -> CompiledCondition { alphabet.compile(condition) }

    mutating func compile(_ rewrite: Rewrite) -> CompiledRewrite { alphabet.compile(rewrite) }

    /// The text of a token.
    func symbol(_ index: Int32) -> GraphSymbol { alphabet.symbols[Int(index)] }

    /// An example's value after a graph; unchanged where the graph is skipped.
    func value(of example: Int, from value: [Int32], after graph: CompiledGraph, limits: ExecutionLimits)
        -> [Int32]
    {
        var state = windows[example]
        state.value = value
        var budget = StepBudget(limits, query: state.query[0].count, output: state.raw.count)
        do {
            try state.run(graph, &budget)
            return state.value
        } catch {
            return value
        }
    }
}

/// A list of graphs and what it makes of the selecting and validating examples.
struct RewritingState {
    var graphs: [Graph] = []
    /// Graph tokens of all graphs.
    var tokens = 0
    var values: [[Int32]]
    /// Edits that are left in each example.
    var edits: [Int]

    /// Edits that are left in all examples, and what the graph tokens cost.
    func cost(_ settings: RewritingSettings) -> Double {
        Double(edits.reduce(0, +)) + settings.tokenCost * Double(tokens)
    }
}
