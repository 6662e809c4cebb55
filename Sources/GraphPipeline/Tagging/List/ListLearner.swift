import Platform

/// Searches for a short list of graphs.
///
/// Each round makes candidates, finds the best weight of each with one look at its matches in the selection slice, edits the
/// best three times over, and runs the winners one after the other: those that still gain there, and in the validation
/// slice as well, are kept. Kin: Brill, "Transformation-based error-driven learning", Computational Linguistics 1995.
final class ListLearner {
    private let selection: GraphSlice
    private let validation: GraphSlice
    private let cache: ConditionCache
    private let settings: ListSettings
    private let seed: UInt64
    private(set) var list: GraphList
    /// What each graph did to the selection and the validation slice when it was accepted.
    private(set) var effects: [(selection: GraphEffect, validation: GraphEffect)] = []
    /// Candidates that were looked at.
    private(set) var tried = 0
    private let match: ScratchBuffer<UInt64>

    init(
        selection: GraphSlice, validation: GraphSlice, conditions: [TagCondition], unit: Int32,
        settings: ListSettings, seed: UInt64
    ) {
        self.selection = selection
        self.validation = validation
        self.settings = settings
        self.seed = seed
        cache = ConditionCache(conditions, of: selection)
        list = GraphList(graphs: [], unit: unit)
        match = ScratchBuffer(capacity: cache.words)
    }

    /// Rounds until nothing helps.
    ///
    /// - Parameter progress: called after each round with the graphs so far; throwing ends the search.
    func run(progress: (_ round: Int, _ graphs: Int) throws -> Void) rethrows {
        var idle = 0
        for round in 0..<settings.rounds where idle < settings.patience && list.graphs.count < settings.most {
            let accepted = accept(candidates(round: round))
            idle = accepted == 0 ? idle + 1 : 0
            if accepted > 0 { cache.refresh(selection) }
            try progress(round + 1, list.graphs.count)
        }
    }

    private typealias Scored = (candidate: BiasCandidate, gain: Int, rung: Int)

    /// The best candidates of a round, best first.
    private func candidates(round: Int) -> [Scored] {
        let tables = (0..<2 * selection.labels).map {
            FlipTable(selection, label: $0 >> 1, unit: list.unit, isNearer: $0 & 1 == 0)
        }
        var makers = GraphCandidates(selection, cache, seed: seed &+ UInt64(round) << 32)
        var seen: Set<BiasCandidate> = []
        var best: [Scored] = []
        func consider(_ candidate: BiasCandidate) {
            guard seen.insert(candidate).inserted else { return }
            tried += 1
            cache.write(candidate.literals, into: match.base)
            let table = tables[2 * candidate.label + (candidate.isNearer ? 0 : 1)]
            let least = max(
                settings.minimumGain, (best.first?.gain ?? 0) / 4,
                best.count < Self.kept ? 0 : best.last?.gain ?? 0)
            guard
                let (gain, rung) = table.best(
                    UnsafePointer(match.base), words: cache.words, atLeast: least)
            else { return }
            // Better first; of equal ones the shorter, then the earlier.
            let place =
                best.firstIndex { other in
                    gain > other.gain
                        || gain == other.gain
                            && candidate.literals.count < other.candidate.literals.count
                } ?? best.count
            best.insert((candidate, gain, rung), at: place)
            if best.count > Self.kept { best.removeLast() }
        }
        for _ in 0..<settings.candidates { if let candidate = makers.atError() { consider(candidate) } }
        for _ in 0..<Self.waves {
            let parents = best.map(\.candidate)
            guard !parents.isEmpty else { break }
            for index in 0..<settings.candidates / Self.waves {
                consider(makers.edit(of: parents[index % parents.count]))
            }
        }
        return best
    }

    /// Candidates that a round ends with and edits, those of them that are run, and waves of edits.
    private static let (kept, run, waves) = (64, 24, 3)

    /// Runs candidates in order and keeps those that hold; returns how many.
    private func accept(_ candidates: [Scored]) -> Int {
        var accepted = 0
        for (candidate, _, rung) in candidates.prefix(Self.run) {
            guard accepted < settings.mostARound, list.graphs.count < settings.most else { break }
            var graph = BiasGraph(
                literals: candidate.literals.map {
                    GraphLiteral(cache.conditions[$0 >> 1], isNegated: $0 & 1 == 1)
                },
                label: candidate.label,
                hundredths: BiasLadder.hundredths[rung] * (candidate.isNearer ? 1 : -1))
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
            effects.append((effect, validated))
            accepted += 1
        }
        return accepted
    }

    /// What a graph does to the selection slice as it stands; nil when that is too little.
    private func effect(of graph: BiasGraph) -> GraphEffect? {
        let effect = selection.effect(
            of: list.bias(of: graph), on: graph.label, at: selection.matches(graph.literals))
        return effect.gain >= settings.minimumGain && effect.certainty >= settings.selectionCertainty
            ? effect : nil
    }
}
