import TokenPipeline
import WorkPool

/// What a way to choose graphs does on examples that nothing was learned from, beside the plain way.
public struct SelectionScore: Sendable, Hashable, Codable {
    /// Number of examples.
    public let examples: Int
    /// Edits that all graphs, in order, leave.
    public let editsInOrder: Int
    /// Edits that the chosen graphs leave.
    public let editsChosen: Int
    /// Examples that are right with all graphs, in order.
    public let rightInOrder: Int
    /// Examples that are right with the chosen graphs.
    public let rightChosen: Int

    /// Whether choosing is better than running all graphs.
    public var isBetter: Bool { editsChosen < editsInOrder }
}

/// Learns for each graph of a list the embedding that selects it.
///
/// One graph after the other, in running order: some examples say where it helps, and its reach is kept where it beats
/// running the graph everywhere on others that did not choose. The last ones only compare.
public struct ReachLearner: Sendable {
    /// Decides the draws.
    public var seed: UInt64 = 1
    /// Fewest examples from which anything is learned.
    public static let fewestExamples = 32

    /// A learner.
    ///
    /// - Complexity: O(1).
    public init() {}

    /// The reaches of graphs; nil for one that runs everywhere.
    ///
    /// - Parameters:
    ///   - embeddings: the graphs' own.
    ///   - pool: runs each graph on many examples at a time.
    ///   - progress: called before each graph with its number, from 0; what it throws ends learning.
    /// - Complexity: O(graphs · examples · (running + numbers · `ReachSearch`)).
    public func learn(
        _ graphs: [Graph], _ examples: SelectionExamples, embeddings: [SequenceKey?],
        pool: WorkPool = WorkPool(threads: 1), progress: (Int) throws -> Void = { _ in }
    ) rethrows -> (reaches: [GraphReach?], untouched: SelectionScore) {
        var alphabet = GraphAlphabet()
        let compiled = graphs.map { alphabet.compile($0) }
        alphabet.rank()
        let all = examples.selection + examples.validation + examples.comparison
        let selection = 0..<examples.selection.count
        let validation = selection.upperBound..<selection.upperBound + examples.validation.count
        let comparison = validation.upperBound..<all.count
        var states = all.map { ExampleState($0, alphabet) }
        let keys = all.map(\.key)
        var plain = states
        var search = ReachSearch()
        search.seed = seed
        var reaches: [GraphReach?] = []
        for (number, graph) in compiled.enumerated() {
            try progress(number)
            let after = Self.running(graph, on: states, pool)
            let gains = states.indices.map { states[$0].edits - after[$0].edits }
            var found: FoundReach?
            if examples.count >= Self.fewestExamples {
                found = search.best(
                    for: selection.map { ReachExample(key: keys[$0], gain: gains[$0]) },
                    embedding: embeddings[number])
            }
            let everywhere = gains[validation].reduce(0, +)
            let within = validation.reduce(0) { sum, index in
                sum + (found?.reach.contains(keys[index]) == true ? gains[index] : 0)
            }
            let reach = within > everywhere ? found?.reach : nil
            reaches.append(reach)
            for index in states.indices {
                if reach?.contains(keys[index]) ?? true { states[index] = after[index] }
            }
            plain = Self.running(graph, on: plain, pool)
        }
        return (reaches, Self.score(plain[comparison], states[comparison]))
    }

    private static func running(
        _ graph: CompiledGraph, on states: [ExampleState], _ pool: WorkPool
    ) -> [ExampleState] {
        pool.map(count: states.count, grain: 8) { index, _ in states[index].running(graph) }
    }

    private static func score(_ plain: ArraySlice<ExampleState>, _ chosen: ArraySlice<ExampleState>)
        -> SelectionScore
    {
        SelectionScore(
            examples: plain.count, editsInOrder: plain.reduce(0) { $0 + $1.edits },
            editsChosen: chosen.reduce(0) { $0 + $1.edits }, rightInOrder: plain.count { $0.edits == 0 },
            rightChosen: chosen.count { $0.edits == 0 })
    }
}

/// An example after some graphs.
private struct ExampleState {
    private var windows: RunWindows
    private let wanted: [Int32]
    /// Edits that are left.
    private(set) var edits: Int

    init(_ example: SelectionExample, _ alphabet: GraphAlphabet) {
        var windows = RunWindows(example.windows, alphabet: alphabet)
        wanted = example.wanted.map { windows.symbols.index(of: .token($0)) }
        self.windows = windows
        edits = Self.edits(windows, wanted)
    }

    /// The example after one graph more; the same where the graph is skipped.
    func running(_ graph: CompiledGraph) -> ExampleState {
        var next = self
        var budget = StepBudget(
            ExecutionLimits(), query: windows.query[0].count, output: windows.raw.count)
        do {
            try next.windows.run(graph, &budget)
        } catch {
            return self
        }
        if next.windows.value != windows.value { next.edits = Self.edits(next.windows, wanted) }
        return next
    }

    private static func edits(_ windows: RunWindows, _ wanted: [Int32]) -> Int {
        var distance = EditDistance()
        return distance.between(windows.value.filter { windows.symbols[$0].text != nil }, wanted)
    }
}
