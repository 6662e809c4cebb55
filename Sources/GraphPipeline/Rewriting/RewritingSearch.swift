import TokenPipeline
import WorkPool

/// The search for a list of graphs: a beam of lists, each continued by the graphs that gain most.
struct RewritingSearch {
    let settings: RewritingSettings
    var corpus: RewritingCorpus
    let limits = ExecutionLimits(steps: 4_000, growth: 3, room: 16)
    /// Conditions about positions; nil, the first, for all positions.
    let selectors: [Selector]
    /// Conditions about the input, and where they hold among the selecting examples.
    let guards: [Guard]
    /// Least gain of a graph in the selecting half.
    let leastGain: Int
    /// Shares the work over examples and candidates.
    let pool: WorkPool
    /// What made the graphs of the lists that were continued.
    var makers: [Graph: CandidateMaker] = [Self.restart: .errors]
    /// What came of sampled noise.
    var noise = NoiseDraws()
    /// Lists that were continued.
    var continued = 0

    /// A condition about positions.
    struct Selector: Sendable {
        let condition: Condition?
        let compiled: CompiledCondition?
        let tokens: Int
    }

    /// A condition about the input.
    struct Guard: Sendable {
        let condition: Condition
        let holds: [Bool]
        let tokens: Int
    }

    init(_ examples: [RewritingExample], settings: RewritingSettings, pool: WorkPool) {
        self.settings = settings
        self.pool = pool
        let proposals = ConditionProposals(examples, mostTokens: settings.mostTokens)
        var corpus = RewritingCorpus(
            examples, views: proposals.viewed.map(\.view),
            slices: ExampleSlices(
                count: examples.count, seed: settings.seed, reservesComparison: settings.reservesComparison))
        selectors =
            [Selector(condition: nil, compiled: nil, tokens: 0)]
            + proposals.selectors.map {
                Selector(condition: $0, compiled: corpus.compile($0), tokens: 1 + Self.tokens(of: $0))
            }
        guards = proposals.guards.flatMap { condition -> [Guard] in
            let compiled = corpus.compile(condition)
            let holds = corpus.selection.map {
                corpus.windows[$0].positions(compiled, in: 0..<1).contains(0)
            }
            let share = holds.count { $0 }
            guard share > 1, share + 1 < holds.count else { return [] }
            let tokens = 1 + Self.tokens(of: condition)
            return [
                Guard(condition: condition, holds: holds, tokens: tokens),
                Guard(condition: .not(condition), holds: holds.map { !$0 }, tokens: tokens + 1),
            ]
        }
        self.corpus = corpus
        leastGain = max(2, Int(settings.leastGain * Double(corpus.selection.count) / 100))
    }

    private static func tokens(of condition: Condition) -> Int {
        Graph.choose(condition, then: .sequence([]), else: nil).tokens.count - 3
    }

    /// The empty list.
    func start() -> RewritingState {
        let range = corpus.selection.lowerBound..<corpus.validation.upperBound
        var distance = EditDistance()
        return RewritingState(
            values: range.map { corpus.windows[$0].raw },
            edits: range.map { distance.between(corpus.windows[$0].raw, corpus.wanted[$0]) })
    }

    /// Puts a copy of the input in the place of the output.
    static let restart = Graph.sequence([
        .rewrite([Rewrite([.any], to: [])], at: nil), .append([.all(.input)], at: nil),
    ])

    /// Where lists begin: the token decoder's outputs, and copies of the inputs, for rules that the token decoder only
    /// blurs.
    private mutating func starts() -> [RewritingState] {
        let (empty, restarted) = (start(), running([Self.restart]))
        return restarted.values == empty.values ? [empty] : [empty, restarted]
    }

    /// The best list.
    mutating func best(_ progress: (RewritingProgress) throws -> Void) rethrows -> RewritingState {
        var beam = starts()
        // A copy of the input may be better than anything that goes on from the output.
        var best = beam.dropFirst().reduce(beam[0]) { $1.cost(settings) < $0.cost(settings) ? $1 : $0 }
        var idleRounds = 0
        for round in 0..<settings.mostGraphs {
            if best.edits.allSatisfy({ $0 == 0 }) { break }
            var next: [RewritingState] = []
            var seen: Set<[[Int32]]> = []
            for state in beam {
                try progress(
                    RewritingProgress(
                        round: round, edits: best.edits[corpus.selection].reduce(0, +), graphs: best.graphs))
                for child in continuations(of: state) where seen.insert(child.values).inserted {
                    next.append(child)
                }
            }
            next.sort { $0.cost(settings) < $1.cost(settings) }
            beam = Array(next.prefix(settings.beam))
            guard let first = beam.first else { break }
            // A list that is behind may catch up with its next graph, not with those after it.
            idleRounds = first.cost(settings) < best.cost(settings) ? 0 : idleRounds + 1
            if idleRounds == 0 { best = first }
            if idleRounds == 2 { break }
        }
        return simplified(best)
    }

    /// A list with one graph more.
    func adding(_ graph: Graph, _ compiled: CompiledGraph, to state: RewritingState) -> RewritingState {
        let changed = pool.map(count: state.values.count, grain: 16) {
            [corpus, limits] example, _ -> (value: [Int32], edits: Int)? in
            let value = corpus.value(
                of: example, from: state.values[example], after: compiled, limits: limits)
            if value == state.values[example] { return nil }
            return (value, EditDistance.between(value, corpus.wanted[example]))
        }
        var next = state
        next.graphs.append(graph)
        next.tokens += graph.tokens.count
        for (example, change) in changed.enumerated() {
            guard let change else { continue }
            (next.values[example], next.edits[example]) = change
        }
        return next
    }

    /// The state of a list that runs from the beginning.
    mutating func running(_ graphs: [Graph]) -> RewritingState {
        var state = start()
        for graph in graphs {
            let compiled = corpus.compile(graph)
            state = adding(graph, compiled, to: state)
        }
        return state
    }
}
