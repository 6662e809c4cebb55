import TokenPipeline

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
        let masks = windows.map { windows in
            SelectorMasks(selectors.map { windows.positions($0.compiled, in: 0..<windows.value.count) })
        }
        var pool = CandidatePool(least: leastGain)
        for (action, rewrites) in proposals.selected.enumerated() {
            attempt(rewrites, action, state, windows, masks, &pool)
        }
        for (index, graph) in proposals.plain.enumerated() { attempt(graph, -1 - index, state, &pool) }
        for candidate in pool.leading(24) {
            if case .rewrite = candidate.graph {
                attempt(.repeated(candidate.graph), candidate.action, state, &pool)
            }
        }
        join(state, windows, masks, &pool)
        return pool.leading(240)
    }

    /// A graph as it is.
    private mutating func attempt(
        _ graph: Graph, _ action: Int, _ state: RewritingState, _ pool: inout CandidatePool
    ) {
        let compiled = corpus.compile(graph)
        var distance = EditDistance()
        let gains = corpus.selection.map { example -> Int16 in
            let value = corpus.value(
                of: example, from: state.values[example], after: compiled, limits: limits)
            guard value != state.values[example] else { return 0 }
            return Int16(clamping: state.edits[example] - distance.between(value, corpus.wanted[example]))
        }
        pool.add(gains, action: action, tokens: graph.tokens.count) { graph }
    }

    /// Rewrites with every selector.
    private mutating func attempt(
        _ rewrites: [Rewrite], _ action: Int, _ state: RewritingState, _ windows: [RunWindows],
        _ masks: [SelectorMasks], _ pool: inout CandidatePool
    ) {
        let compiled = rewrites.map { corpus.compile($0) }
        var gains = [Int16](repeating: 0, count: selectors.count * windows.count)
        for example in windows.indices {
            var memo = EffectMemo(
                compiled, windows[example], corpus.wanted[example], state.edits[example], limits)
            if memo.isIdle { continue }
            let own = masks[example].sets.map { memo.gain($0) }
            for (selector, set) in masks[example].numbers.enumerated() {
                gains[selector * windows.count + example] = own[set]
            }
        }
        let tokens = Graph.rewrite(rewrites, at: nil).tokens.count
        for (index, selector) in selectors.enumerated() {
            let own = gains[index * windows.count..<(index + 1) * windows.count]
            pool.add(own, action: action, tokens: tokens + selector.tokens) {
                .rewrite(rewrites, at: selector.condition)
            }
        }
    }

    /// The leading rewrites with two conditions, joined by 'and' or 'or'.
    private mutating func join(
        _ state: RewritingState, _ windows: [RunWindows], _ masks: [SelectorMasks],
        _ pool: inout CandidatePool
    ) {
        var tried: [Int: [Condition?]] = [:]
        var order: [(action: Int, rewrites: [Rewrite])] = []
        for candidate in pool.leading(60) {
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
            var memos = windows.indices.map {
                EffectMemo(compiled, windows[$0], corpus.wanted[$0], state.edits[$0], limits)
            }
            let active = memos.indices.filter { !memos[$0].isIdle }
            var gains = [Int16](repeating: 0, count: windows.count)
            for first in firsts {
                // For each example what every different set gains together with the first selector's, and beside it.
                let joined = active.map { example -> (both: [Int16], either: [Int16]) in
                    let mask = masks[example].sets[masks[example].numbers[first]]
                    return (
                        masks[example].sets.map { memos[example].gain(mask.intersection($0)) },
                        masks[example].sets.map { memos[example].gain(mask.union($0)) }
                    )
                }
                for second in selectors.indices.dropFirst() where second != first {
                    for isUnion in [false, true] {
                        for (index, example) in active.enumerated() {
                            let set = masks[example].numbers[second]
                            gains[example] = isUnion ? joined[index].either[set] : joined[index].both[set]
                        }
                        guard let left = selectors[first].condition, let right = selectors[second].condition
                        else { continue }
                        pool.add(
                            gains, action: action,
                            tokens: tokens + selectors[first].tokens + selectors[second].tokens
                        ) {
                            .rewrite(rewrites, at: isUnion ? .or(left, right) : .and(left, right))
                        }
                    }
                }
            }
        }
    }
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
