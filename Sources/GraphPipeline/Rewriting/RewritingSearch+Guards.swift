/// From candidates to graphs that are added: guards come free, since a guarded graph's gain is a sum over the gains of the
/// examples where the guard holds.
extension RewritingSearch {
    /// A graph with its gain in the selecting half.
    private struct Child: Sendable {
        let graph: Graph
        let maker: CandidateMaker
        let gain: Int
        let score: Double
        /// Gain of each example, which tells children apart.
        let gains: [Int16]
    }

    /// The lists that continue a state: the best graphs, of those that help in the validating quarter as well.
    mutating func continuations(of state: RewritingState) -> [RewritingState] {
        let candidates = candidates(state)
        var children = candidates.map { child($0.graph, $0.maker, $0.gains, tokens: $0.tokens) }
        children += guarded(candidates)
        children += branched(candidates)
        children = children.filter { $0.gain >= leastGain }
        let order = children.indices.sorted {
            children[$0].score != children[$1].score ? children[$0].score > children[$1].score : $0 < $1
        }
        var seen: Set<[Int16]> = []
        var states: [RewritingState] = []
        var tried = 0
        for index in order where states.count <= settings.beam && tried < 40 {
            guard seen.insert(children[index].gains).inserted else { continue }
            tried += 1
            let compiled = corpus.compile(children[index].graph)
            let next = adding(children[index].graph, compiled, to: state)
            let validated =
                state.edits[corpus.validation].reduce(0, +) - next.edits[corpus.validation].reduce(0, +)
            // A quarter of what the selecting half promises.
            let promised = children[index].gain * corpus.validation.count / max(1, corpus.selection.count)
            guard validated > 0, validated * 4 >= promised else { continue }
            states.append(next)
            makers[children[index].graph] = makers[children[index].graph] ?? children[index].maker
        }
        return states
    }

    private func child(_ graph: Graph, _ maker: CandidateMaker, _ gains: [Int16], tokens: Int) -> Child {
        let gain = gains.reduce(0) { $0 + Int($1) }
        return Child(
            graph: graph, maker: maker, gain: gain, score: Double(gain) - settings.tokenCost * Double(tokens),
            gains: gains)
    }

    private func masked(_ gains: [Int16], _ holds: [Bool]) -> [Int16] {
        gains.indices.map { holds[$0] ? gains[$0] : 0 }
    }

    private func sum(_ gains: [Int16], _ holds: [Bool]) -> Int {
        var sum = 0
        for index in gains.indices where holds[index] { sum += Int(gains[index]) }
        return sum
    }

    /// Candidates with their best guard, and the leading ones with two guards.
    private func guarded(_ candidates: [GraphCandidate]) -> [Child] {
        pool.map(count: candidates.count) { [self] rank, _ in
            guarded(candidates[rank], isLeading: rank < 12)
        }.flatMap(\.self)
    }

    private func guarded(_ candidate: GraphCandidate, isLeading: Bool) -> [Child] {
        guard candidate.most > candidate.gain else { return [] }
        let sums = guards.map { sum(candidate.gains, $0.holds) }
        let order = guards.indices.sorted {
            let (left, right) = (score(sums[$0], guards[$0]), score(sums[$1], guards[$1]))
            return left != right ? left > right : $0 < $1
        }
        var children = order.prefix(2).map { index in
            child(
                .choose(guards[index].condition, then: candidate.graph, else: nil), candidate.maker,
                masked(candidate.gains, guards[index].holds),
                tokens: candidate.tokens + guards[index].tokens)
        }
        // Two guards only where one does not do.
        if isLeading, let first = order.first, sums[first] < candidate.most {
            children += twiceGuarded(candidate, order.prefix(30))
        }
        return children
    }

    private func score(_ gain: Int, _ guarding: Guard) -> Double {
        Double(gain) - settings.tokenCost * Double(guarding.tokens)
    }

    private func twiceGuarded(_ candidate: GraphCandidate, _ firsts: some Sequence<Int>) -> [Child] {
        var best: (score: Double, condition: Condition, holds: [Bool], tokens: Int)?
        for first in firsts {
            for second in guards.indices where second != first {
                for isUnion in [false, true] {
                    var gain = 0
                    for index in candidate.gains.indices {
                        let (left, right) = (guards[first].holds[index], guards[second].holds[index])
                        if isUnion ? left || right : left && right { gain += Int(candidate.gains[index]) }
                    }
                    let tokens = guards[first].tokens + guards[second].tokens
                    let score = Double(gain) - settings.tokenCost * Double(tokens)
                    if let best, best.score >= score { continue }
                    let (left, right) = (guards[first].condition, guards[second].condition)
                    let holds = candidate.gains.indices.map {
                        isUnion
                            ? guards[first].holds[$0] || guards[second].holds[$0]
                            : guards[first].holds[$0] && guards[second].holds[$0]
                    }
                    best = (score, isUnion ? .or(left, right) : .and(left, right), holds, tokens)
                }
            }
        }
        return best.map { best in
            [
                child(
                    .choose(best.condition, then: candidate.graph, else: nil), candidate.maker,
                    masked(candidate.gains, best.holds),
                    tokens: candidate.tokens + best.tokens)
            ]
        } ?? []
    }

    /// For each guard the best graph where it holds and the best where it does not.
    private func branched(_ candidates: [GraphCandidate]) -> [Child] {
        guard !candidates.isEmpty else { return [] }
        // Every second guard is the negation of the one before it.
        return pool.map(count: guards.count / 2) { [self] pair, _ in
            branched(candidates, guards[2 * pair])
        }.compactMap(\.self)
    }

    private func branched(_ candidates: [GraphCandidate], _ guarding: Guard) -> Child? {
        let inside = candidates.map { sum($0.gains, guarding.holds) }
        let first = best(candidates) { inside[$0] }
        let second = best(candidates) { candidates[$0].gain - inside[$0] }
        guard first != second, inside[first] > 0, candidates[second].gain > inside[second] else { return nil }
        let gains = guarding.holds.indices.map {
            guarding.holds[$0] ? candidates[first].gains[$0] : candidates[second].gains[$0]
        }
        let isNoise = candidates[first].maker == .noise || candidates[second].maker == .noise
        return child(
            .choose(guarding.condition, then: candidates[first].graph, else: candidates[second].graph),
            isNoise ? .noise : candidates[first].maker, gains,
            tokens: candidates[first].tokens + candidates[second].tokens + guarding.tokens)
    }

    private func best(_ candidates: [GraphCandidate], _ gain: (Int) -> Int) -> Int {
        var (best, bestScore) = (0, -Double.infinity)
        for index in candidates.indices {
            let score = Double(gain(index)) - settings.tokenCost * Double(candidates[index].tokens)
            if score > bestScore { (best, bestScore) = (index, score) }
        }
        return best
    }
}
