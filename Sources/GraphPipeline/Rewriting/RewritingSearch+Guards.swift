/// From candidates to graphs that are added: guards come free, since a guarded graph's gain is a sum over the gains of the
/// examples where the guard holds.
extension RewritingSearch {
    /// A graph with its gain in the selecting half.
    private struct Child {
        let graph: Graph
        let gain: Int
        let score: Double
        /// Gain of each example, which tells children apart.
        let gains: [Int16]
    }

    /// The lists that continue a state: the best graphs, of those that help in the validating quarter as well.
    mutating func continued(_ state: RewritingState) -> [RewritingState] {
        let candidates = candidates(state)
        var children = candidates.map { child($0.graph, $0.gains, tokens: $0.tokens) }
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
            if validated > 0, validated * 4 >= promised { states.append(next) }
        }
        return states
    }

    private func child(_ graph: Graph, _ gains: [Int16], tokens: Int) -> Child {
        let gain = gains.reduce(0) { $0 + Int($1) }
        return Child(
            graph: graph, gain: gain, score: Double(gain) - settings.tokenCost * Double(tokens), gains: gains)
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
        var children: [Child] = []
        for (rank, candidate) in candidates.enumerated() where candidate.most > candidate.gain {
            let sums = guards.map { sum(candidate.gains, $0.holds) }
            let order = guards.indices.sorted {
                let (left, right) = (score(sums[$0], guards[$0]), score(sums[$1], guards[$1]))
                return left != right ? left > right : $0 < $1
            }
            for index in order.prefix(2) {
                children.append(
                    child(
                        .choose(guards[index].condition, then: candidate.graph, else: nil),
                        masked(candidate.gains, guards[index].holds),
                        tokens: candidate.tokens + guards[index].tokens))
            }
            let isLeading = rank < 12
            // Two guards only where one does not do.
            if isLeading, let first = order.first, sums[first] < candidate.most {
                children += twiceGuarded(candidate, order.prefix(30))
            }
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
                    .choose(best.condition, then: candidate.graph, else: nil),
                    masked(candidate.gains, best.holds),
                    tokens: candidate.tokens + best.tokens)
            ]
        } ?? []
    }

    /// For each guard the best graph where it holds and the best where it does not.
    private func branched(_ candidates: [GraphCandidate]) -> [Child] {
        guard !candidates.isEmpty else { return [] }
        return guards.enumerated().compactMap { index, guarding -> Child? in
            // Every second guard is the negation of the one before it.
            guard index.isMultiple(of: 2) else { return nil }
            let inside = candidates.map { sum($0.gains, guarding.holds) }
            let first = best(candidates) { inside[$0] }
            let second = best(candidates) { candidates[$0].gain - inside[$0] }
            guard first != second, inside[first] > 0, candidates[second].gain > inside[second] else {
                return nil
            }
            let gains = guarding.holds.indices.map {
                guarding.holds[$0] ? candidates[first].gains[$0] : candidates[second].gains[$0]
            }
            return child(
                .choose(guarding.condition, then: candidates[first].graph, else: candidates[second].graph),
                gains,
                tokens: candidates[first].tokens + candidates[second].tokens + guarding.tokens)
        }
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
