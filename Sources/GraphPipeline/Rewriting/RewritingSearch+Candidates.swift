import TokenPipeline
import WorkPool

/// Which graphs are tried, and what they gain.
extension RewritingSearch {
    /// The candidates of a state.
    ///
    /// - Complexity: for each rewrite and example, one edit distance for each *different* set of positions that selectors
    ///   pick among those where the rewrite matches, and a comparison of sets for each selector.
    mutating func candidates(_ state: RewritingState) -> [GraphCandidate] {
        let range = corpus.selection
        let windows = range.map { example in
            var windows = corpus.windows[example]
            windows.value = state.values[example]
            return windows
        }
        let proposals = ActionProposals(
            values: Array(state.values[range]), wanted: Array(corpus.wanted[range]), symbol: corpus.symbol
        )
        let masks = pool.map(count: windows.count) { [selectors] example, _ in
            SelectorMasks(
                selectors.map {
                    windows[example].positions($0.compiled, in: 0..<windows[example].value.count)
                })
        }
        var found = CandidatePool(least: leastGain)
        for (action, rewrites) in proposals.selected.enumerated() {
            attempt(rewrites, action, state, windows, masks, &found)
        }
        for (index, graph) in proposals.plain.enumerated() {
            attempt(graph, -1 - index, .errors, state, &found)
        }
        for candidate in found.leading(24) {
            if case .rewrite = candidate.graph {
                attempt(.repeated(candidate.graph), candidate.action, .edits, state, &found)
            }
        }
        join(state, windows, masks, &found)
        sample(proposals, state, &found)
        return found.leading(240)
    }

    /// A graph as it is.
    private mutating func attempt(
        _ graph: Graph, _ action: Int, _ maker: CandidateMaker, _ state: RewritingState,
        _ found: inout CandidatePool
    ) {
        let compiled = corpus.compile(graph)
        let selection = corpus.selection
        let gains = pool.map(count: selection.count, grain: 16) { [corpus, limits] place, _ -> Int16 in
            let example = selection.lowerBound + place
            let value = corpus.value(
                of: example, from: state.values[example], after: compiled, limits: limits)
            guard value != state.values[example] else { return 0 }
            return Int16(
                clamping: state.edits[example] - EditDistance.between(value, corpus.wanted[example]))
        }
        found.add(gains, action: action, maker: maker, tokens: graph.tokens.count) { graph }
    }

    /// Rewrites with every selector.
    private mutating func attempt(
        _ rewrites: [Rewrite], _ action: Int, _ state: RewritingState, _ windows: [RunWindows],
        _ masks: [SelectorMasks], _ found: inout CandidatePool
    ) {
        let compiled = rewrites.map { corpus.compile($0) }
        // For each example what every different set gains; nothing where no pattern matches.
        let own = pool.map(count: windows.count, grain: 4) { [corpus, limits] example, _ -> [Int16] in
            var memo = EffectMemo(
                compiled, windows[example], corpus.wanted[example], state.edits[example], limits)
            return memo.isIdle ? [] : masks[example].sets.map { memo.gain($0) }
        }
        let active = own.indices.filter { !own[$0].isEmpty }
        let tokens = Graph.rewrite(rewrites, at: nil).tokens.count
        var gains = [Int16](repeating: 0, count: windows.count)
        for (index, selector) in selectors.enumerated() {
            for example in active { gains[example] = own[example][masks[example].numbers[index]] }
            found.add(gains, action: action, maker: .errors, tokens: tokens + selector.tokens) {
                .rewrite(rewrites, at: selector.condition)
            }
        }
    }

    /// The leading rewrites with two conditions, joined by 'and' or 'or'.
    private mutating func join(
        _ state: RewritingState, _ windows: [RunWindows], _ masks: [SelectorMasks],
        _ found: inout CandidatePool
    ) {
        var tried: [Int: [Condition?]] = [:]
        var order: [(action: Int, rewrites: [Rewrite])] = []
        for candidate in found.leading(60) {
            guard case .rewrite(let rewrites, let condition) = candidate.graph, candidate.action >= 0
            else {
                continue
            }
            if tried[candidate.action] == nil { order.append((candidate.action, rewrites)) }
            if tried[candidate.action, default: []].count < 6 {
                tried[candidate.action, default: []].append(condition)
            }
        }
        for (action, rewrites) in order.prefix(8) {
            let compiled = rewrites.map { corpus.compile($0) }
            let tokens = Graph.rewrite(rewrites, at: nil).tokens.count
            let firsts = selectors.indices.filter { index in
                selectors[index].condition != nil
                    && tried[action, default: []].contains(selectors[index].condition)
            }
            // For each example and each first selector, what every different set gains together with the selector's, and
            // beside it; nothing where no pattern matches.
            let joined = pool.map(count: windows.count) {
                [corpus, limits] example, _ -> [(both: [Int16], either: [Int16])] in
                var memo = EffectMemo(
                    compiled, windows[example], corpus.wanted[example], state.edits[example], limits)
                if memo.isIdle { return [] }
                let own = masks[example]
                return firsts.map { first in
                    let mask = own.sets[own.numbers[first]]
                    return (
                        own.sets.map { memo.gain(mask.intersection($0)) },
                        own.sets.map { memo.gain(mask.union($0)) }
                    )
                }
            }
            let active = joined.indices.filter { !joined[$0].isEmpty }
            var gains = [Int16](repeating: 0, count: windows.count)
            for (place, first) in firsts.enumerated() {
                for second in selectors.indices.dropFirst() where second != first {
                    for isUnion in [false, true] {
                        for example in active {
                            let set = masks[example].numbers[second]
                            gains[example] =
                                isUnion
                                ? joined[example][place].either[set] : joined[example][place].both[set]
                        }
                        guard let left = selectors[first].condition, let right = selectors[second].condition
                        else { continue }
                        found.add(
                            gains, action: action, maker: .edits,
                            tokens: tokens + selectors[first].tokens + selectors[second].tokens
                        ) {
                            .rewrite(rewrites, at: isUnion ? .or(left, right) : .and(left, right))
                        }
                    }
                }
            }
        }
    }

    /// Graphs that are decoded from noise: sampled around graphs that help, and, every fourth, around a proposal as it comes.
    private mutating func sample(
        _ proposals: ActionProposals, _ state: RewritingState, _ found: inout CandidatePool
    ) {
        defer { continued += 1 }
        let proposed = proposals.plain + proposals.selected.map { Graph.rewrite($0, at: nil) }
        let helping = found.leading(24).map(\.graph)
        let conditions = selectors.compactMap(\.condition).map { Graph.append([], at: $0) }
        guard !helping.isEmpty,
            var sampled = try? SampledGraphs(
                proposed + helping + conditions, seed: settings.seed &+ UInt64(continued) << 32)
        else { return }
        var tried = Set(helping)
        for draw in 0..<settings.draws {
            let starts = draw % 4 == 3 ? proposed : helping
            guard let graph = sampled.graph(around: starts[sampled.number(below: starts.count)]),
                tried.insert(graph).inserted
            else { continue }
            attempt(graph, Self.sampledAction, .noise, state, &found)
        }
        noise.add(sampled.draws)
    }

    /// What is sampled counts as one action: the best of it is not crowded out, and crowds out nothing.
    private static let sampledAction = Int.min
}

/// The positions that selectors pick in one example. Most of them pick the same ones as others, so each different set is kept
/// once.
struct SelectorMasks {
    /// The different sets.
    let sets: [PositionSet]
    /// For each selector the number of its set.
    let numbers: [Int]

    init(_ masks: [PositionSet]) {
        var known: [PositionSet: Int] = [:]
        var sets: [PositionSet] = []
        numbers = masks.map { mask in
            if let number = known[mask] { return number }
            known[mask] = sets.count
            sets.append(mask)
            return sets.count - 1
        }
        self.sets = sets
    }
}

/// What rewrites gain in one example, by the set of positions where they apply.
struct EffectMemo {
    private let rewrites: [CompiledRewrite]
    private let windows: RunWindows
    private let wanted: [Int32]
    private let edits: Int
    private let budget: StepBudget
    /// Positions where one of the patterns matches.
    private let starts: PositionSet
    private var sets: [PositionSet] = []
    private var gains: [Int16] = []
    private var distance = EditDistance()

    init(
        _ rewrites: [CompiledRewrite], _ windows: RunWindows, _ wanted: [Int32], _ edits: Int,
        _ limits: ExecutionLimits
    ) {
        self.rewrites = rewrites
        self.windows = windows
        self.wanted = wanted
        self.edits = edits
        budget = StepBudget(limits, query: windows.query[0].count, output: windows.raw.count)
        starts = windows.matching(rewrites)
    }

    /// True where no pattern matches.
    var isIdle: Bool { starts.isEmpty }

    /// The gain when the rewrites apply at these positions.
    mutating func gain(_ positions: PositionSet) -> Int16 {
        var effective = positions
        effective.formIntersection(starts)
        if effective.isEmpty { return 0 }
        if let known = sets.firstIndex(of: effective) { return gains[known] }
        let after = try? windows.rewritten(rewrites, at: effective, budget).value
        let gain = after.map { Int16(clamping: edits - distance.between($0, wanted)) } ?? 0
        sets.append(effective)
        gains.append(gain)
        return gain
    }
}
