/// The share of its time that a walk over transitions spends in each state, when it follows a counted transition with
/// probability `damping` and starts anew otherwise. Where no transition leads on, it always starts anew.
///
/// Source: Page, Brin, Motwani, Winograd, "The PageRank citation ranking", 1999; power iteration, which approaches the
/// ranks by at least the factor `damping` a step.
public struct PageRank: Sendable {
    /// Probability of following a transition; from 0 up to, but not including, 1.
    public let damping: Double
    /// The iteration ends when the ranks change by less than this, all states together; at the latest after 2^20 steps, which
    /// matters for a damping above 0.99997 only.
    public let tolerance: Double

    /// A walk with this damping.
    ///
    /// - Precondition: `damping` is at least 0 and below 1, `tolerance` above 0.
    /// - Complexity: O(1).
    public init(damping: Double = 0.85, tolerance: Double = 1e-12) {
        precondition(damping >= 0 && damping < 1, "damping must be at least 0 and below 1")
        precondition(tolerance > 0, "the tolerance must be above 0")
        (self.damping, self.tolerance) = (damping, tolerance)
    }

    /// The rank of each state; they add up to 1.
    ///
    /// - Parameters:
    ///   - transitions: of n states.
    ///   - teleport: how likely a walk starts anew at each state, n weights that need not add up to 1; nil for all alike.
    /// - Precondition: as many weights as states, none negative or infinite, at least one above 0.
    /// - Complexity: O(states + transitions) a step, at most log(tolerance) / log(damping) steps or so.
    public func ranks(of transitions: TransitionCounts, teleport: [Double]? = nil) -> [Double] {
        let states = transitions.stateCount
        guard states > 0 else { return [] }
        let starting = Self.shares(teleport ?? [Double](repeating: 1, count: states))
        precondition(starting.count == states, "as many teleport weights as states")
        let totals = (0..<states).map { state in
            transitions.counts[transitions.starts[state]..<transitions.starts[state + 1]].reduce(0, +)
        }
        var ranks = starting
        for _ in 0..<mostSteps {
            let next = step(ranks, transitions, totals, starting)
            let change = zip(ranks, next).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
            ranks = next
            if change < tolerance { break }
        }
        return ranks
    }

    /// After so many the factor `damping` has made any change smaller than the tolerance. Rounding can keep it above a
    /// tolerance near the precision of numbers, hence a number and no endless loop.
    private var mostSteps: Int {
        var (steps, change) = (1, 2.0)
        while change > tolerance && steps < 1 << 20 { (steps, change) = (steps + 1, change * damping) }
        return steps
    }

    private func step(
        _ ranks: [Double], _ transitions: TransitionCounts, _ totals: [Double], _ starting: [Double]
    ) -> [Double] {
        var next = [Double](repeating: 0, count: ranks.count)
        var following = 0.0
        for state in ranks.indices where totals[state] > 0 {
            let share = damping * ranks[state] / totals[state]
            for place in transitions.starts[state]..<transitions.starts[state + 1] {
                next[Int(transitions.targets[place])] += share * transitions.counts[place]
            }
            following += damping * ranks[state]
        }
        for state in ranks.indices { next[state] += (1 - following) * starting[state] }
        return Self.shares(next)
    }

    /// Weights divided by their sum.
    private static func shares(_ weights: [Double]) -> [Double] {
        let sum = weights.reduce(0, +)
        precondition(sum > 0 && sum.isFinite && weights.allSatisfy { $0 >= 0 }, "no weights to share by")
        return weights.map { $0 / sum }
    }
}
