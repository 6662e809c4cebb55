/// Learns to align by hard EM (Viterbi training): align all pairs with the costs so far, take the logarithms of relative
/// frequencies in that alignment as the next costs, and so on. It starts from Levenshtein's costs.
///
/// Source: L. Rabiner and B.-H. Juang, *Fundamentals of Speech Recognition*, 1993 (segmental k-means); S. Ristad and
/// P. Yianilos, *Learning String-Edit Distance*, 1998 (costs of edits learned from pairs).
public struct AlignmentLearner: Sendable {
    /// Tokens that an input token emits at most; nil to find it in the data.
    public var most: Int?
    /// Rounds at most for each bound that is tried.
    public var mostRounds = 8
    /// The share of pairs that the bound on emissions must serve.
    public var coverage = 0.999

    /// Rounds end when the cost falls by less than this share of it.
    private static let leastGain = 1e-5
    /// What the first rounds may emit beyond what lengths alone demand, so that they can show how much is wanted.
    private static let room = 2

    /// A learner.
    ///
    /// - Parameter most: nil to find it in the data.
    /// - Complexity: O(1).
    public init(most: Int? = nil) { self.most = most }

    /// Aligns `pairs`.
    ///
    /// Pairs of equal length throughout are aligned token for token. Otherwise, without a given bound, the first rounds
    /// may emit two tokens more than lengths demand; then the bound becomes the smallest one that `coverage` of the pairs
    /// keep to, and more rounds follow with it.
    ///
    /// - Parameters:
    ///   - outputCount: tokens in the output dictionary.
    ///   - twins: for each input token the output token of the same text, or `AlignmentCosts.noTwin`.
    ///   - progress: called after each round; throwing ends learning.
    /// - Complexity: O(rounds · pairs · n · m · `most`) for pairs of n input and m output tokens.
    public func learn(
        _ pairs: SequencePairs, outputCount: Int, twins: [UInt32],
        progress: (LearnedAlignment.Round) throws -> Void
    ) rethrows -> LearnedAlignment {
        let fewest = mostNeeded(by: pairs)
        var bound =
            most ?? (pairs.isOneForOne ? 1 : min(fewest + Self.room, EmissionPlan.mostEmissions))
        var state = State(costs: .levenshtein(twins: twins))
        var rounds = try improve(&state, pairs, outputCount, bound, progress)
        if most == nil {
            let wanted = max(fewest, smallestBound(covering: state.pass.longest))
            if wanted < bound {
                bound = wanted
                rounds += try improve(&state, pairs, outputCount, bound, progress)
            }
        }
        return LearnedAlignment(state.pass, most: bound, rounds: rounds)
    }

    /// Aligns `pairs` with costs that are known.
    ///
    /// - Complexity: as for a round of `learn`.
    public static func align(_ pairs: SequencePairs, costs: AlignmentCosts, most: Int) -> LearnedAlignment {
        let pass = AlignmentPass(pairs, aligner: SequenceAligner(costs: costs, most: most))
        return LearnedAlignment(pass, most: most, rounds: [])
    }

    private struct State {
        var costs: AlignmentCosts
        var pass = AlignmentPass()
    }

    /// Rounds with one bound, until the cost hardly falls.
    private func improve(
        _ state: inout State, _ pairs: SequencePairs, _ outputCount: Int, _ bound: Int,
        _ progress: (LearnedAlignment.Round) throws -> Void
    ) rethrows -> [LearnedAlignment.Round] {
        var rounds: [LearnedAlignment.Round] = []
        for _ in 0..<mostRounds {
            let pass = AlignmentPass(pairs, aligner: SequenceAligner(costs: state.costs, most: bound))
            let cost =
                Double(pass.cost) / Double(AlignmentCosts.unit)
                + state.costs.priorCost(outputCount: outputCount)
            let round = LearnedAlignment.Round(most: bound, cost: cost)
            try progress(round)
            let isSettled = pass.lengths == state.pass.lengths
            rounds.append(round)
            state = State(costs: AlignmentCosts(pass.counts, outputCount: outputCount), pass: pass)
            if isSettled { break }
            // The first cost is one of edits, which cannot be compared.
            if rounds.count > 2, rounds[rounds.count - 2].cost - cost < Self.leastGain * abs(cost) { break }
        }
        return rounds
    }

    /// The smallest number of outputs for each input token with which `coverage` of the pairs can be aligned.
    private func mostNeeded(by pairs: SequencePairs) -> Int {
        smallestBound(
            covering: (0..<pairs.count).compactMap { pair in
                let (inputs, outputs) = (pairs.inputRange(of: pair).count, pairs.outputRange(of: pair).count)
                return inputs == 0 ? nil : UInt8(clamping: (outputs + inputs - 1) / inputs)
            })
    }

    private func smallestBound(covering longest: [UInt8]) -> Int {
        var shares = [Int](repeating: 0, count: Int(UInt8.max) + 1)
        for length in longest { shares[Int(length)] += 1 }
        var left = Int((Double(longest.count) * (1 - coverage)).rounded())
        var bound = shares.count - 1
        while bound > 1 && shares[bound] <= left {
            left -= shares[bound]
            bound -= 1
        }
        return min(bound, EmissionPlan.mostEmissions)
    }
}
