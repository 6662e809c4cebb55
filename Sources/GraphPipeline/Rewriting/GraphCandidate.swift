/// A graph that may be added to a list, with what it gains in each selecting example.
struct GraphCandidate {
    let graph: Graph
    /// Number of the action, under whatever conditions.
    let action: Int
    let maker: CandidateMaker
    let tokens: Int
    let gains: [Int16]
    /// Sum of gains.
    let gain: Int
    /// Sum of positive gains: no guard makes it gain more.
    let most: Int
}

/// The candidates of a round: of those with the same effect the shortest.
struct CandidatePool {
    private var indices: [[Int16]: Int] = [:]
    private(set) var candidates: [GraphCandidate] = []
    /// Candidates that cannot gain as much are left out.
    private var least: Int
    /// The largest `most` of each action.
    private var best: [Int: Int] = [:]

    init(least: Int) { self.least = least }

    /// Adds a candidate unless it cannot gain enough; the graph is made only when it is kept.
    mutating func add(
        _ gains: some Collection<Int16>, action: Int, maker: CandidateMaker, tokens: Int, _ graph: () -> Graph
    ) {
        var (gain, most) = (0, 0)
        for value in gains {
            gain += Int(value)
            most += max(0, Int(value))
        }
        let reached = max(best[action, default: 0], most)
        best[action] = reached
        guard most >= least, most * 10 >= reached else { return }
        let gains = Array(gains)
        let index = indices[gains]
        if let index, candidates[index].tokens <= tokens { return }
        let candidate = GraphCandidate(
            graph: graph(), action: action, maker: maker, tokens: tokens, gains: gains, gain: gain, most: most
        )
        if let index {
            candidates[index] = candidate
        } else {
            indices[gains] = candidates.count
            candidates.append(candidate)
        }
    }

    /// Those that gain most by themselves, those that may gain most under guards, and these two of each action: what
    /// helps few examples is not crowded out by variants of what helps many.
    func leading(_ count: Int) -> [GraphCandidate] {
        let byGain = candidates.indices.sorted { first, second in
            let (left, right) = (candidates[first], candidates[second])
            return (right.gain, left.tokens, first) < (left.gain, right.tokens, second)
        }
        let byMost = candidates.indices.sorted { first, second in
            let (left, right) = (candidates[first], candidates[second])
            return (right.most, left.tokens, first) < (left.most, right.tokens, second)
        }
        var taken: Set<Int> = []
        let all = byGain.prefix(count / 2) + byMost.prefix(count) + first(byGain) + first(byMost)
        return all.filter { taken.insert($0).inserted }.map { candidates[$0] }
    }

    /// The first of each action.
    private func first(_ order: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return order.filter { seen.insert(candidates[$0].action).inserted }
    }
}
