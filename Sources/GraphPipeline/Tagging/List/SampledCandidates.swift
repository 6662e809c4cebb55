/// Candidates for a list that are decoded from noise on the graph tokens of others. What comes out as a graph but is no bias of a
/// label under conditions that the list can have is dropped.
struct SampledCandidates {
    private let graphs: TaggingGraphs
    private let conditions: [TagCondition]
    private let numbers: [Condition: Int]
    private let labels: [GraphSymbol: Int]
    private var sampled: SampledGraphs

    /// - Parameter conditions: those that candidates are made of, by number.
    /// - Returns: nil when there is nothing to sample from.
    /// - Complexity: O(graph tokens of the conditions).
    init?(_ graphs: TaggingGraphs, conditions: [TagCondition], seed: UInt64) {
        self.graphs = graphs
        self.conditions = conditions
        let texts = conditions.map(graphs.condition)
        numbers = Dictionary(texts.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let symbols = graphs.labels.map { GraphSymbol.token($0) }
        labels = Dictionary(symbols.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        guard let first = symbols.first, let nearer = Self.nearer, let further = Self.further else {
            return nil
        }
        var language = symbols.flatMap { symbol in
            [nearer, further].map { Graph.bias(symbol, $0, at: nil) }
        }
        // Conditions alone, in a row and negated, so that each may come where any other does.
        language += texts.map {
            .bias(first, nearer, at: .and(.and(.not($0), .not($0)), .and($0, $0)))
        }
        guard let sampled = try? SampledGraphs(language, seed: seed) else { return nil }
        self.sampled = sampled
    }

    /// What came of it.
    var draws: NoiseDraws { sampled.draws }

    // The weight is found by the search; its sign is all that matters.
    private static let (nearer, further) = (BiasWeight(hundredths: 100), BiasWeight(hundredths: -100))

    /// One candidate from noise around another; nil where what comes out cannot be said, or is the same.
    ///
    /// - Complexity: O(graph tokens of the candidate · all graph tokens).
    mutating func candidate(around start: BiasCandidate) -> BiasCandidate? {
        let bias = BiasGraph(
            literals: start.literals.map {
                GraphLiteral(conditions[$0 >> 1], isNegated: $0 & 1 == 1)
            }, label: start.label, hundredths: start.isNearer ? 100 : -100)
        guard let graph = sampled.graph(around: graphs.graph(bias)) else { return nil }
        guard let candidate = candidate(graph) else {
            sampled.refuse()
            return nil
        }
        return candidate
    }

    private func candidate(_ graph: Graph) -> BiasCandidate? {
        guard case .bias(let symbol, let weight, let condition?) = graph, let label = labels[symbol],
            let literals = literals(condition)
        else { return nil }
        let different = Set(literals).sorted()
        guard different.count <= BiasGraph.mostLiterals else { return nil }
        return BiasCandidate(literals: different, label: label, isNearer: weight.hundredths > 0)
    }

    private func literals(_ condition: Condition) -> [Int]? {
        switch condition {
        case .and(let left, let right):
            guard let left = literals(left), let right = literals(right) else { return nil }
            return left + right
        case .not(let inner): return numbers[inner].map { [2 * $0 + 1] }
        default: return numbers[condition].map { [2 * $0] }
        }
    }
}
