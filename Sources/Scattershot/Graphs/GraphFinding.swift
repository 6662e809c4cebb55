import DigitKeys
import GraphPipeline
import KeyLayers
import Platform
import TokenPipeline

/// What came of looking for the embedding that selects a graph.
public struct GraphFindReport: Sendable, Hashable, Codable {
    /// What the graph does on one set of data, everywhere and where its embedding selects it; tokens are counted by Levenshtein's distance
    /// to the wanted output.
    public struct Slice: Sendable, Hashable, Codable {
        /// Records.
        public internal(set) var records = 0
        /// Records that the graph changes when it runs everywhere.
        public internal(set) var changed = 0
        /// Tokens that it brings right everywhere.
        public internal(set) var fixed = 0
        /// Tokens that it takes away everywhere.
        public internal(set) var broken = 0
        /// Records that the embedding selects.
        public internal(set) var selected = 0
        /// Tokens that the graph brings right in these.
        public internal(set) var fixedSelected = 0
        /// Tokens that it takes away in these.
        public internal(set) var brokenSelected = 0

        /// What the graph gains where it is selected.
        public var gainSelected: Int { fixedSelected - brokenSelected }
        /// What it gains everywhere.
        public var gain: Int { fixed - broken }
    }

    /// The graph.
    public let graph: String
    /// Whether an embedding was found that gains on training and on validation data.
    public var isFound: Bool { train.gainSelected > 0 && validation.gainSelected > 0 }
    /// The data that the embedding was looked for on.
    public let train: Slice
    /// The data that decided between what several searches found.
    public let validation: Slice
    /// Data that played no part; nil where none were given.
    public let test: Slice?
    /// Length of the noise that carries the graph's own embedding to the one that selects it, in units of a number's last digit; nil
    /// where no embedding was found.
    public let noise: Double?
    /// Searches that were made.
    public let searches: Int
}

/// Looks for the embedding that selects a graph which somebody wrote, on data with the wanted output in them.
///
/// The graph runs after those that run already. Several searches with different draws are made on the training data; of what they
/// find the embedding is taken that gains most on training and validation data together, and on each of them something.
public struct GraphFinding {
    /// Number of searches.
    public var searches = 4
    /// Numbers of searches that can be made.
    public static let allowedSearches = 1...1_000
    /// How files are cut into blocks, and their limits.
    public var blocks = LineBlocks.Options()
    private let model: Model
    private let graph: Graph

    /// - Throws: `InvalidStructure` when the graph does not fit the model.
    /// - Complexity: O(graph tokens).
    public init(_ graph: Graph, for model: Model) throws(InvalidStructure) {
        var model = model
        var graphs = model.graphs ?? ModelGraphs()
        try graphs.apply(.add(GraphLines.Line(graph), before: nil))
        model.graphs = graphs
        try model.checkGraphs()
        self.model = model
        self.graph = graph
    }

    /// What the graph does to one record.
    private struct Effect {
        var key: SequenceKey
        var isChanged: Bool
        var gain: Int
    }

    /// Looks for the embedding.
    ///
    /// - Parameter progress: called with what is being done; what it throws ends the work.
    /// - Returns: the report and, where one was found, the embedding.
    /// - Throws: `InputError` for a record that does not have the model's format; the errors of the sources; what `progress`
    ///   throws.
    /// - Complexity: as for inference on one thread, and searches times that of `ReachSearch`.
    public func run(
        train: any ByteSource, validation: any ByteSource, test: (any ByteSource)? = nil,
        progress: (String) throws -> Void = { _ in }
    ) throws -> (report: GraphFindReport, reach: GraphReach?) {
        let trained = try effects(on: train, progress)
        let validated = try effects(on: validation, progress)
        let tested = try test.map { try effects(on: $0, progress) }
        let shape = model.tokens.frame.distance.shape
        let embedding = SequenceKey(
            of: graph, in: GraphDictionary.containing([graph], seed: model.provenance.seed), shape: shape)
        let examples = trained.map { ReachExample(key: $0.key, gain: $0.gain) }
        var best: (reach: GraphReach, gain: Int)?
        for number in 0..<max(1, searches) {
            try progress("search \(number + 1) of \(searches)")
            var search = ReachSearch()
            search.seed = model.provenance.seed &+ UInt64(number)
            guard let reach = search.best(for: examples, embedding: embedding)?.reach else { break }
            let (here, there) = (Self.slice(trained, reach), Self.slice(validated, reach))
            let gain = here.gainSelected + there.gainSelected
            if there.gainSelected > 0, gain > best?.gain ?? 0 { best = (reach, gain) }
        }
        let reach = best?.reach
        let report = GraphFindReport(
            graph: graph.description, train: Self.slice(trained, reach),
            validation: Self.slice(validated, reach), test: tested.map { Self.slice($0, reach) },
            noise: reach.map { Self.noise(from: embedding, to: $0) }, searches: searches)
        return (report, reach)
    }

    /// How far an embedding lies from the graph's own.
    private static func noise(from embedding: SequenceKey?, to reach: GraphReach) -> Double {
        let own = embedding?.row() ?? [Int32](repeating: 0, count: reach.point.count)
        let square = zip(own, reach.point).reduce(0.0) { sum, pair in
            let difference = Double(pair.1) - Double(pair.0)
            return sum + difference * difference
        }
        return square.squareRoot() / Double(QueryMoments.meanShare)
    }

    private static func slice(_ effects: [Effect], _ reach: GraphReach?) -> GraphFindReport.Slice {
        var slice = GraphFindReport.Slice()
        for effect in effects {
            slice.records += 1
            slice.changed += effect.isChanged ? 1 : 0
            slice.fixed += max(0, effect.gain)
            slice.broken += max(0, -effect.gain)
            guard reach?.contains(effect.key) == true else { continue }
            slice.selected += 1
            slice.fixedSelected += max(0, effect.gain)
            slice.brokenSelected += max(0, -effect.gain)
        }
        return slice
    }

    /// What the graph does to each record, after the graphs that run already.
    private func effects(on source: any ByteSource, _ progress: (String) throws -> Void) throws -> [Effect] {
        let frame = model.tokens.frame
        let moments = QueryMoments(tokens: frame.columns[0].tokens, shape: frame.distance.shape)
        let own = model.graphs?.entries.count ?? 0
        let traces = GoldTraces(model, blocks: blocks)
        var effects: [Effect] = []
        try traces.forEach(
            of: source, afterBlock: { try progress("\(source.name): \(effects.count) records") }
        ) { trace, gold, record in
            let before = trace.steps.dropLast().last?.output ?? trace.tokens
            let after =
                trace.steps.last?.graph == own && trace.reversal == nil ? trace.output : before
            let isChanged = after != before
            let gain =
                isChanged ? EditDistance.between(before, gold) - EditDistance.between(after, gold) : 0
            effects.append(
                Effect(key: traces.worker.key(of: record, moments), isChanged: isChanged, gain: gain))
        }
        return effects
    }
}
