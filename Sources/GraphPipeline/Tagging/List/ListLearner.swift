import Platform
import WorkPool

/// Searches for a short list of graphs.
///
/// Each round makes candidates at errors and from sampled noise, finds the best weight of each with one look at its matches in the selection slice, edits the
/// best three times over, and runs the winners one after the other: those that still gain there, and in the validation
/// slice as well, are kept. Kin: Brill, "Transformation-based error-driven learning", Computational Linguistics 1995.
final class ListLearner {
    private let selection: GraphSlice
    private let validation: GraphSlice
    private let graphs: TaggingGraphs
    private let cache: ConditionCache
    private let settings: ListSettings
    private let seed: UInt64
    private let pool: WorkPool
    private(set) var list: GraphList
    /// What made each graph, and what it did to the selection and the validation slice when it was accepted.
    private(set) var accepted: [(maker: CandidateMaker, selection: GraphEffect, validation: GraphEffect)] = []
    /// What came of sampled noise.
    private(set) var noise = NoiseDraws()
    /// Candidates that were looked at.
    private(set) var tried = 0
    /// One for each worker.
    private let matches: [ScratchBuffer<UInt64>]

    init(
        selection: GraphSlice, validation: GraphSlice, graphs: TaggingGraphs, conditions: [TagCondition],
        unit: Int32, settings: ListSettings, seed: UInt64, pool: WorkPool
    ) {
        self.selection = selection
        self.validation = validation
        self.graphs = graphs
        self.settings = settings
        self.seed = seed
        self.pool = pool
        let cache = ConditionCache(conditions, of: selection, pool: pool)
        self.cache = cache
        list = GraphList(graphs: [], unit: unit)
        matches = (0..<pool.threads).map { _ in ScratchBuffer(capacity: cache.words) }
    }

    /// Rounds until nothing helps.
    ///
    /// - Parameter progress: called with how many candidates a round looked at and the seconds that took, and after the round
    ///   with the graphs so far; throwing ends the search.
    func run(progress: (TaggingProgress) throws -> Void) rethrows {
        var sampled = SampledCandidates(graphs, conditions: cache.conditions, seed: seed)
        defer { noise = sampled?.draws ?? noise }
        var idle = 0
        for round in 0..<settings.rounds where idle < settings.patience && list.graphs.count < settings.most {
            let triedBefore = tried
            var seconds = 0.0
            let best = candidates(round: round, &sampled, seconds: &seconds)
            try progress(.scored(candidates: tried - triedBefore, seconds: seconds))
            let accepted = accept(best)
            idle = accepted == 0 ? idle + 1 : 0
            if accepted > 0 { cache.refresh() }
            try progress(.list(round: round + 1, graphs: list.graphs.count))
        }
    }

    /// The best candidates of a round, best first.
    private func candidates(
        round: Int, _ sampled: inout SampledCandidates?, seconds: inout Double
    ) -> [ScoredCandidate] {
        let clock = ContinuousClock()
        let began = clock.now
        var scoring = CandidateScoring(selection, cache, unit: list.unit, settings: settings, pool: pool)
        seconds += (clock.now - began) / .seconds(1)
        func consider(_ candidates: [BiasCandidate], _ maker: CandidateMaker) {
            let began = clock.now
            scoring.consider(candidates, maker, matches)
            seconds += (clock.now - began) / .seconds(1)
        }
        var makers = GraphCandidates(selection, cache, seed: seed &+ UInt64(round) << 32)
        consider((0..<settings.candidates).compactMap { _ in makers.atError() }, .errors)
        // Noise is sampled around graphs that help, and, every fourth, around one that has yet to show it.
        var random = GraphCandidates(selection, cache, seed: ~seed &- UInt64(round) << 32)
        let helping = scoring.best.map(\.candidate)
        consider(
            (0..<settings.draws).compactMap { draw in
                let isNew = draw % 4 == 3 || helping.isEmpty
                return (isNew ? random.atError() : helping[draw % helping.count])
                    .flatMap { sampled?.candidate(around: $0) }
            }, .noise)
        for _ in 0..<Self.waves {
            let parents = scoring.best.map(\.candidate)
            guard !parents.isEmpty else { break }
            consider(
                (0..<settings.candidates / Self.waves).map { makers.edit(of: parents[$0 % parents.count]) },
                .edits)
        }
        tried += scoring.tried
        return scoring.best
    }

    /// Candidates that are run, and waves of edits.
    private static let (run, waves) = (24, 3)

    /// Runs candidates in order and keeps those that hold; returns how many.
    private func accept(_ candidates: [ScoredCandidate]) -> Int {
        var count = 0
        for scored in candidates.prefix(Self.run) {
            guard count < settings.mostARound, list.graphs.count < settings.most else { break }
            let candidate = scored.candidate
            var graph = BiasGraph(
                literals: candidate.literals.map {
                    GraphLiteral(cache.conditions[$0 >> 1], isNegated: $0 & 1 == 1)
                },
                label: candidate.label,
                hundredths: BiasLadder.hundredths[scored.rung] * (candidate.isNearer ? 1 : -1))
            guard var effect = effect(of: graph) else { continue }
            // What does not help is decoration.
            var place = 0
            while place < graph.literals.count, graph.literals.count > 1 {
                var shorter = graph
                shorter.literals.remove(at: place)
                if let less = self.effect(of: shorter), less.gain >= effect.gain - 1 {
                    (graph, effect) = (shorter, less)
                } else {
                    place += 1
                }
            }
            let bias = list.bias(of: graph)
            let validated = validation.effect(
                of: bias, on: graph.label, at: validation.matches(graph.literals))
            guard validated.certainty >= settings.validationCertainty else { continue }
            selection.apply(bias, on: graph.label, at: selection.matches(graph.literals))
            validation.apply(bias, on: graph.label, at: validation.matches(graph.literals))
            list.graphs.append(graph)
            accepted.append((scored.maker, effect, validated))
            count += 1
        }
        return count
    }

    /// What a graph does to the selection slice as it stands; nil when that is too little.
    private func effect(of graph: BiasGraph) -> GraphEffect? {
        let effect = selection.effect(
            of: list.bias(of: graph), on: graph.label, at: selection.matches(graph.literals))
        return effect.gain >= settings.minimumGain && effect.certainty >= settings.selectionCertainty
            ? effect : nil
    }
}
