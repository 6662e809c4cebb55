import KeyLayers
import TokenPipeline

/// The plain beam search: every decision from the reference decoder, every candidate in one sorted list.
struct PlainBeam {
    let model: TokenModel
    let costs: StepCosts
    private let decoder: ReferenceDecoder

    init?(model: TokenModel) {
        guard let costs = model.costs else { return nil }
        self.model = model
        self.costs = costs
        decoder = ReferenceDecoder(model: model)
    }

    private struct Hypothesis {
        var decisions: [Int] = []
        var cost: UInt64 = 0
        var isDone = false
    }

    private struct Candidate {
        var order: (cost: UInt64, difference: UInt64, parent: Int, token: Int)
        var hypothesis: Hypothesis
    }

    /// The decisions of the best hypothesis.
    func decisions(_ tokens: [[String]], width: Int) -> [Int] {
        let maximum = model.frame.plan.maximum
        var beam = [Hypothesis()]
        for _ in tokens.indices {
            for place in beam.indices { beam[place].isDone = false }
            for step in 0..<maximum {
                var candidates: [Candidate] = []
                for (parent, hypothesis) in beam.enumerated() {
                    if hypothesis.isDone {
                        candidates.append(
                            Candidate(order: (hypothesis.cost, 0, parent, -1), hypothesis: hypothesis))
                        continue
                    }
                    for option in options(tokens, after: hypothesis.decisions) {
                        let isDone = model.frame.plan.hasStop && option.token == EmissionPlan.stop
                        let cost = hypothesis.cost + option.cost
                        candidates.append(
                            Candidate(
                                order: (cost, option.difference, parent, option.token),
                                hypothesis: Hypothesis(
                                    decisions: hypothesis.decisions + [option.token], cost: cost,
                                    isDone: isDone || step + 1 == maximum)))
                    }
                }
                beam = candidates.sorted { $0.order < $1.order }.prefix(width).map(\.hypothesis)
            }
        }
        return beam[0].decisions
    }

    /// The least cost of any decisions, from all of them.
    func leastCost(_ tokens: [[String]], after decisions: [Int] = []) -> UInt64 {
        let options = options(tokens, after: decisions)
        return options.map { $0.cost + leastCost(tokens, after: decisions + [$0.token]) }.min() ?? 0
    }

    /// What decisions cost.
    func cost(_ tokens: [[String]], of decisions: [Int]) -> UInt64 {
        decisions.indices.reduce(0) { sum, place in
            let options = options(tokens, after: Array(decisions[..<place]))
            return sum + (options.first { $0.token == decisions[place] }?.cost ?? .max)
        }
    }

    /// What the decisions emit, position by position.
    func emissions(_ decisions: [Int], positions: Int) -> [[UInt32]] {
        let plan = model.frame.plan
        var (emissions, next) = ([[UInt32]](), decisions.startIndex)
        for _ in 0..<positions {
            var emitted: [UInt32] = []
            for _ in 0..<plan.maximum {
                let token = decisions[next]
                next += 1
                if plan.hasStop && token == EmissionPlan.stop { break }
                emitted.append(UInt32(token))
            }
            emissions.append(emitted)
        }
        return emissions
    }

    private func options(
        _ tokens: [[String]], after decisions: [Int]
    ) -> [(token: Int, difference: UInt64, cost: UInt64)] {
        guard let trace = decoder.decision(tokens, after: decisions) else { return [] }
        let plan = model.frame.plan
        let allowed = (plan.hasStop && trace.step < plan.minimum ? 1 : 0)..<trace.distances.count
        let nearest = trace.distances[allowed].min() ?? 0
        let normalizer = trace.distances.withUnsafeBufferPointer { distances in
            distances.baseAddress.map { costs.normalizer($0, tokens: allowed, nearest: nearest) } ?? 0
        }
        return allowed.map { token in
            let difference = trace.distances[token] - nearest
            return (token, difference, normalizer + costs.cost(ofDifference: difference))
        }
    }
}
