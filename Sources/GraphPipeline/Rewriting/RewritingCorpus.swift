import NoiseSampling

/// The examples while rewriting is learned: as numbers, in an order that the seed decides, cut in three.
struct RewritingCorpus {
    /// Windows whose value is the token decoder's output.
    let windows: [RunWindows]
    let wanted: [[Int32]]
    /// The half that graphs are chosen on, the quarter on which each must help, and the quarter that only decides at the end.
    let selection: Range<Int>
    let validation: Range<Int>
    let untouched: Range<Int>
    private(set) var alphabet: GraphAlphabet

    /// - Parameter views: views of the input that conditions speak of.
    init(_ examples: [RewritingExample], views: some Sequence<WindowView>, seed: UInt64) {
        var alphabet = GraphAlphabet()
        for view in views { _ = alphabet.add(view) }
        let ordered = Self.order(count: examples.count, seed: seed).map { examples[$0] }
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
        (selection, validation, untouched) = Self.slices(count: examples.count)
    }

    private static let streamNumber: UInt64 = 0x7265_7772_6974_65

    /// The order in which so many examples are cut: every learner of graphs leaves the same ones untouched.
    static func order(count: Int, seed: UInt64) -> [Int] {
        seededOrder(count: count, stream: NoiseStream(seed: seed, number: streamNumber))
    }

    /// A half to choose on, a quarter on which each choice must help, and a quarter that only decides at the end.
    static func slices(count: Int) -> (selection: Range<Int>, validation: Range<Int>, untouched: Range<Int>) {
        let (half, rest) = (count / 2, count - count / 4)
        return (0..<half, half..<rest, rest..<count)
    }

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
