import Platform

/// How probable every token is after those that came before it.
///
/// The token that follows is predicted in every context that is known: after no token, after the last one (B), after
/// the last two, three, … up to the order (C), after the beginning of the present word, and after that together with the word before. Each
/// prediction takes a little from its counts and leaves it to the next shorter context (modified Kneser–Ney). The predictions
/// are then mixed, by weights that depend on how trustworthy the contexts look.
///
/// A context counts every token when it is the longest one, and otherwise only how many longer contexts the token was new in. So
/// reading a token changes a count or two, and a model can go on learning while it is used.
///
/// Sources: Kneser and Ney, "Improved backing-off for m-gram language modeling", ICASSP 1995; counting as long as a token is new
/// is also what PPM calls update exclusion (Moffat, 1990). Not `Sendable`: it changes when it learns.
public final class NextTokenModel {
    /// What the model was made with.
    public let settings: NextTokenSettings
    /// Number of tokens. One more stands for all that are not known.
    public let tokenCount: Int
    /// For each token whether words consist of it; all that are unknown may.
    public let wordTokens: [Bool]

    let counts: SuccessorCounts
    let prior: [Double]
    var weights: ExpertWeights
    private var discounts: [Discounts] = []
    /// Levels whose predictions lead from the prior to the longest context, in this order.
    private let chain: [Int]
    /// The place of each level's prediction in the mixture, −1 for one that only others lean on.
    private let expertOfLevel: [Int]

    /// The token that stands for all that are unknown.
    ///
    /// - Complexity: O(1).
    public var unknownToken: UInt32 { UInt32(tokenCount) }

    /// Contexts, the roots included.
    ///
    /// - Complexity: O(1).
    public var contextCount: Int { counts.nodes.count }

    /// Tokens after contexts that have a count.
    ///
    /// - Complexity: O(1).
    public var transitionCount: Int { counts.edges.count }

    static let windowRoot: UInt32 = 0
    static let segmentRoot: UInt32 = 1
    /// After the beginning of a word.
    private var wordLevel: Int { settings.order + 1 }
    /// After the beginning of a word and the word before it.
    private var wordPairLevel: Int { settings.order + 2 }

    /// A model that has counted nothing.
    ///
    /// - Throws: `InvalidStructure` for settings that cannot be used.
    init(
        settings: NextTokenSettings, wordTokens: [Bool], prior: [Double], counts: SuccessorCounts
    ) throws(InvalidStructure) {
        try settings.check()
        self.settings = settings
        self.wordTokens = wordTokens
        self.prior = prior
        self.counts = counts
        tokenCount = wordTokens.count
        let (chain, experts) = Self.levels(settings)
        self.chain = chain
        var expertOfLevel = [Int](repeating: -1, count: settings.order + 3)
        for (place, level) in experts.enumerated() { expertOfLevel[level] = place }
        self.expertOfLevel = expertOfLevel
        weights = ExpertWeights(
            evidences: ContextNodes.evidenceCount(order: settings.order), experts: experts.count)
        takeDiscounts()
    }

    /// Counts with the roots that a model expects.
    static func emptyCounts(order: Int, capacity: Int = 0) -> SuccessorCounts {
        SuccessorCounts(levels: order + 3, roots: [0, UInt32(order + 1)], capacity: capacity)
    }

    /// The levels that predictions go through, and those among them that are mixed.
    static func levels(_ settings: NextTokenSettings) -> (chain: [Int], experts: [Int]) {
        var experts: [Int] = []
        if settings.parts.contains(.last) { experts.append(1) }
        if settings.parts.contains(.window) { experts += 2..<settings.order + 1 }
        if settings.parts.contains(.words) { experts += [settings.order + 1, settings.order + 2] }
        return (settings.prior == .successors ? [0] + experts : experts, experts)
    }

    /// Computes the discounts from what has been counted; later counts do not change them.
    func takeDiscounts() { discounts = counts.countsOfCounts.map { Discounts(countsOfCounts: $0) } }

    // MARK: Reading

    /// Appends a token to a history.
    ///
    /// - Parameter isCounted: whether the model learns from it.
    /// - Precondition: the token is one of the model's, or the unknown one.
    /// - Complexity: O(order).
    public func read(_ token: UInt32, after history: inout EmittedHistory, isCounted: Bool = false) {
        precondition(token <= unknownToken, "no such token")
        if isCounted { count(token, after: history) }
        let isWord = token == unknownToken || wordTokens[Int(token)]
        let parent = history.startsSegment(isWord: isWord) ? Self.segmentRoot : history.path
        let path: UInt32
        if parent == SuccessorCounts.absent {
            path = parent
        } else if isCounted {
            path = counts.intern(level: UInt32(wordLevel), parent: parent, token: token)
        } else {
            path = counts.find(level: UInt32(wordLevel), parent: parent, token: token)
        }
        history.append(token, isWord: isWord, path: path)
    }

    private func count(_ token: UInt32, after history: EmittedHistory) {
        var window = InlineArray<17, UInt32>(repeating: Self.windowRoot)
        let longest = min(settings.reach, history.count)
        for level in 0..<longest {
            window[level + 1] = counts.intern(
                level: UInt32(level + 1), parent: window[level], token: history.token(ago: level + 1))
        }
        for level in (0...longest).reversed() {
            guard counts.add(token, after: window[level]) else { break }
        }
        guard history.path != SuccessorCounts.absent else { return }
        if history.previous != SuccessorCounts.absent {
            let pair = counts.intern(
                level: UInt32(wordPairLevel), parent: history.path, token: history.previous)
            guard counts.add(token, after: pair) else { return }
        }
        _ = counts.add(token, after: history.path)
    }

    // MARK: Probabilities

    /// The probability of `token` after what came before.
    ///
    /// - Precondition: the token is one of the model's, or the unknown one.
    /// - Complexity: O(order).
    public func probability(of token: UInt32, after history: EmittedHistory) -> Double {
        let contexts = contexts(of: history)
        let evidence = contexts.evidence(in: counts, order: settings.order)
        var sum = 0.0
        predict(token, in: contexts) { expert, probability in
            sum += weights.values[evidence * weights.experts + expert] * probability
        }
        return sum
    }

    /// The probabilities of all tokens and, last, of the unknown one; they add up to 1.
    ///
    /// Each is the number that ``probability(of:after:)`` gives.
    ///
    /// - Parameter probabilities: is overwritten.
    /// - Complexity: O(order · tokens).
    public func distribution(after history: EmittedHistory, into probabilities: inout [Double]) {
        let contexts = contexts(of: history)
        let first = contexts.evidence(in: counts, order: settings.order) * weights.experts
        probabilities = Array(repeating: 0, count: tokenCount + 1)
        var prediction = prior
        for level in chain {
            let node = contexts.nodes[level]
            if node != SuccessorCounts.absent {
                let found = counts.nodes[Int(node)]
                let (discount, total) = (discounts[level], Double(found.total))
                let share = discount.share(of: found)
                for token in prediction.indices { prediction[token] *= share }
                counts.forEachSuccessor(of: node) { token, count in
                    prediction[token] += discount.rest(of: count) / total
                }
            }
            let expert = expertOfLevel[level]
            guard expert >= 0 else { continue }
            let weight = weights.values[first + expert]
            for token in prediction.indices { probabilities[token] += weight * prediction[token] }
        }
    }

    /// What each expert makes of the token that came, and the evidence at hand.
    func record(_ token: UInt32, after history: EmittedHistory, into probabilities: inout [Double]) -> Int {
        let contexts = contexts(of: history)
        predict(token, in: contexts) { _, probability in probabilities.append(probability) }
        return contexts.evidence(in: counts, order: settings.order)
    }

    /// The predictions that are mixed: from the shortest context of the window to the longest, then of the word and of the pair of
    /// words.
    package func predictions(of token: UInt32, after history: EmittedHistory) -> [Double] {
        var predictions: [Double] = []
        _ = record(token, after: history, into: &predictions)
        return predictions
    }

    /// Calls `body` with each expert's probability of the token, in the experts' order.
    @inline(__always)
    private func predict(
        _ token: UInt32, in contexts: ContextNodes, _ body: (_ expert: Int, _ probability: Double) -> Void
    ) {
        var probability = prior[Int(token)]
        for level in chain {
            let node = contexts.nodes[level]
            if node != SuccessorCounts.absent {
                let found = counts.nodes[Int(node)]
                let count = counts.count(of: token, after: node)
                probability *= discounts[level].share(of: found)
                if count > 0 { probability += discounts[level].rest(of: count) / Double(found.total) }
            }
            if expertOfLevel[level] >= 0 { body(expertOfLevel[level], probability) }
        }
    }

    /// The contexts after which something was counted.
    private func contexts(of history: EmittedHistory) -> ContextNodes {
        var contexts = ContextNodes()
        contexts.segmentLength = history.segmentLength
        var node = Self.windowRoot
        for level in 0...min(settings.reach, history.count) {
            if level > 0 {
                node = counts.find(level: UInt32(level), parent: node, token: history.token(ago: level))
            }
            guard isUsed(node) else { break }
            contexts.nodes[level] = node
            contexts.depth = level
        }
        guard isUsed(history.path) else { return contexts }
        contexts.nodes[wordLevel] = history.path
        guard history.previous != SuccessorCounts.absent else { return contexts }
        let pair = counts.find(
            level: UInt32(wordPairLevel), parent: history.path, token: history.previous)
        if isUsed(pair) { contexts.nodes[wordPairLevel] = pair }
        return contexts
    }

    /// Whether a token was counted after the node. The last context of a text is followed by nothing.
    @inline(__always)
    private func isUsed(_ node: UInt32) -> Bool {
        node != SuccessorCounts.absent && counts.nodes[Int(node)].total > 0
    }
}
