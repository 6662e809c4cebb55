import Platform

/// Makes a ``NextTokenModel`` from a text.
///
/// The first nine tenths are counted; the last tenth shows, before it is counted too, which contexts are to be trusted how
/// far. So the weights come from text that the counts did not hold, and the counts from all of the text.
public struct NextTokenLearner: Sendable {
    private let settings: NextTokenSettings

    /// - Throws: `InvalidStructure` for settings that cannot be used.
    /// - Complexity: O(1).
    public init(_ settings: NextTokenSettings) throws(InvalidStructure) {
        try settings.check()
        self.settings = settings
    }

    /// More tokens than this teach the weights nothing.
    private static let mostHeldOut = 1 << 17
    /// Tokens between calls of `progress`.
    private static let step = 1 << 12

    /// Learns from a text.
    ///
    /// - Parameters:
    ///   - tokens: the text.
    ///   - wordTokens: for each token that there is, whether words consist of it.
    ///   - progress: is told how many tokens have been read, now and then; what it throws ends the work.
    /// - Precondition: each token is below the number of `wordTokens`.
    /// - Throws: what `progress` throws.
    /// - Complexity: O(order · tokens).
    public func learn(
        _ tokens: [UInt32], wordTokens: [Bool], progress: (_ read: Int) throws -> Void = { _ in }
    ) throws -> NextTokenModel {
        let model = try NextTokenModel(
            settings: settings, wordTokens: wordTokens,
            prior: prior(tokens, tokenCount: wordTokens.count),
            counts: NextTokenModel.emptyCounts(order: settings.order, capacity: 3 * tokens.count))
        var history = EmittedHistory()
        let heldOut = tokens.count - min(tokens.count / 10, Self.mostHeldOut)
        for (position, token) in tokens[..<heldOut].enumerated() {
            model.read(token, after: &history, isCounted: true)
            if position % Self.step == 0 { try progress(position) }
        }
        model.takeDiscounts()
        fitWeights(of: model, to: tokens[heldOut...], after: history)
        for (position, token) in tokens[heldOut...].enumerated() {
            model.read(token, after: &history, isCounted: true)
            if position % Self.step == 0 { try progress(heldOut + position) }
        }
        model.takeDiscounts()
        return model
    }

    private func fitWeights(
        of model: NextTokenModel, to tokens: ArraySlice<UInt32>, after start: EmittedHistory
    ) {
        var history = start
        var evidence: [Int32] = []
        var probabilities: [Double] = []
        probabilities.reserveCapacity(tokens.count * model.weights.experts)
        for token in tokens {
            evidence.append(Int32(model.record(token, after: history, into: &probabilities)))
            model.read(token, after: &history)
        }
        model.weights.fit(evidence: evidence, probabilities: probabilities)
    }

    /// What the shortest context leaves its share to.
    private func prior(_ tokens: [UInt32], tokenCount: Int) -> [Double] {
        // One state more: the unknown token, which only a new start leads to.
        let states = tokenCount + 1
        switch settings.prior {
        case .successors: return Array(repeating: 1 / Double(states), count: states)
        case .pageRank:
            return PageRank(damping: settings.damping).ranks(
                of: TransitionCounts(stateCount: states, between: tokens))
        }
    }
}
