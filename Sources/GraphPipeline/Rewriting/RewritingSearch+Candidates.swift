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
            values: Array(state.values[range]), wanted: Array(corpus.wanted[range]), symbol: corpus.symbol)
        let masks = windows.map { windows in
            selectors.map { windows.positions($0.compiled, in: 0..<windows.value.count) }
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
        _ masks: [[PositionSet]], _ pool: inout CandidatePool
    ) {
        let compiled = rewrites.map { corpus.compile($0) }
        var gains = [Int16](repeating: 0, count: selectors.count * windows.count)
        for example in windows.indices {
            var memo = EffectMemo(
                compiled, windows[example], corpus.wanted[example], state.edits[example], limits)
            if memo.isIdle { continue }
            for selector in selectors.indices {
                gains[selector * windows.count + example] = memo.gain(masks[example][selector])
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
        _ state: RewritingState, _ windows: [RunWindows], _ masks: [[PositionSet]],
        _ pool: inout CandidatePool
    ) {
        var tried: [Int: [Condition?]] = [:]
        var order: [(action: Int, rewrites: [Rewrite])] = []
        for candidate in pool.leading(60) {
            guard case .rewrite(let rewrites, let condition) = candidate.graph, candidate.action >= 0 else {
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
                for second in selectors.indices.dropFirst() where second != first {
                    for isUnion in [false, true] {
                        for example in active {
                            var mask = masks[example][first]
                            if isUnion {
                                mask.formUnion(masks[example][second])
                            } else {
                                mask.formIntersection(masks[example][second])
                            }
                            gains[example] = memos[example].gain(mask)
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
        var after = windows
        let isDone: Void? = try? after.rewrite(rewrites, at: effective, budget)
        let gain = isDone == nil ? 0 : Int16(clamping: edits - distance.between(after.value, wanted))
        sets.append(effective)
        gains.append(gain)
        return gain
    }
}
