/// How important each of the decoder's tokens is as a state: the `PageRank` of the transitions that training data wants.
public struct StateRanks: Sendable {
    /// The rank of each token of the decoder's dictionary; they add up to 1.
    public let ranks: [Double]

    /// The ranks of a corpus; what its positions emit and where they stop are the states.
    ///
    /// - Parameters:
    ///   - isIncluded: which sequences are counted, by number.
    /// - Complexity: O(decisions · log decisions), and that of `PageRank`.
    public init(
        of corpus: EncodedCorpus, plan: EmissionPlan, outputCount: Int, settings: StateSettings,
        where isIncluded: (Int) -> Bool = { _ in true }
    ) {
        var counts: [UInt64: Int] = [:]
        var starts = [Double](repeating: 0, count: outputCount)
        for sequence in 0..<corpus.count where isIncluded(sequence) {
            var previous: UInt32?
            for position in corpus.positions(of: sequence) {
                corpus.forEachDecision(at: position, plan: plan) { state in
                    if let previous {
                        counts[UInt64(previous) << 32 | UInt64(state), default: 0] += 1
                    } else {
                        starts[Int(state)] += 1
                    }
                    previous = state
                }
            }
        }
        let transitions = TransitionCounts(
            stateCount: outputCount,
            counts.map { (from: Int($0 >> 32), to: Int($0 & 0xFFFF_FFFF), count: $1) })
        let hasStarts = settings.teleport == .starts && starts.contains { $0 > 0 }
        ranks = PageRank(damping: settings.damping).ranks(
            of: transitions, teleport: hasStarts ? starts : nil)
    }

    /// The tokens, the highest rank first, those of one rank by index; ⟨stop⟩ keeps its place in plans that have it.
    ///
    /// - Complexity: O(outputs · log outputs).
    public func order(plan: EmissionPlan) -> [Int] {
        let fixed = plan.hasStop ? [EmissionPlan.stop] : []
        return fixed
            + ranks.indices.dropFirst(fixed.count).sorted { (ranks[$1], $0) < (ranks[$0], $1) }
    }
}

extension EncodedCorpus {
    /// Calls `body` with the decisions that a position wants: its emissions, then ⟨stop⟩ where it could go on.
    ///
    /// - Complexity: O(emissions).
    public func forEachDecision(at position: Int, plan: EmissionPlan, _ body: (UInt32) -> Void) {
        let emissions = emissions(at: position)
        for token in emissions.prefix(plan.maximum) { body(token) }
        if emissions.count < plan.maximum { body(UInt32(EmissionPlan.stop)) }
    }
}
