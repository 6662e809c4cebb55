import Platform

/// A ``NextTokenModel`` as arrays: what a file holds.
public struct NextTokenArrays: Sendable {
    /// For each context the one that it extends.
    public var parents: Slab<UInt32>
    /// By which token; for a word after another word, the context at the other word's end.
    public var tokens: Slab<UInt32>
    /// The kind of each context.
    public var levels: Slab<UInt8>
    /// How many tokens followed each context.
    public var successors: Slab<UInt32>
    /// Those tokens, of all contexts one after another.
    public var successorTokens: Slab<UInt32>
    /// How often each of them did.
    public var successorCounts: Slab<UInt32>
    /// The probabilities under the shortest context.
    public var prior: Slab<Double>
    /// The weights of the predictions.
    public var weights: Slab<Double>

    /// Arrays that came from a file; whether they fit together is checked when a model is made from them.
    ///
    /// - Complexity: O(1).
    public init(
        parents: Slab<UInt32>, tokens: Slab<UInt32>, levels: Slab<UInt8>, successors: Slab<UInt32>,
        successorTokens: Slab<UInt32>, successorCounts: Slab<UInt32>, prior: Slab<Double>,
        weights: Slab<Double>
    ) {
        (self.parents, self.tokens, self.levels) = (parents, tokens, levels)
        (self.successors, self.successorTokens) = (successors, successorTokens)
        (self.successorCounts, self.prior, self.weights) = (successorCounts, prior, weights)
    }
}

extension NextTokenModel {
    /// The model as arrays.
    ///
    /// - Complexity: O(contexts + transitions).
    public var arrays: NextTokenArrays {
        var tokens: [UInt32] = []
        var amounts: [UInt32] = []
        tokens.reserveCapacity(counts.edges.count)
        amounts.reserveCapacity(counts.edges.count)
        for node in counts.nodes.indices {
            counts.forEachSuccessor(of: UInt32(node)) { token, count in
                tokens.append(UInt32(token))
                amounts.append(count)
            }
        }
        return NextTokenArrays(
            parents: Slab(counts.nodes.map(\.parent)), tokens: Slab(counts.nodes.map(\.token)),
            levels: Slab(counts.nodes.map { UInt8($0.level) }),
            successors: Slab(counts.nodes.map(\.successors)), successorTokens: Slab(tokens),
            successorCounts: Slab(amounts), prior: Slab(prior), weights: Slab(weights.values))
    }

    /// A model from arrays that came from a file.
    ///
    /// - Parameter wordTokens: for each token whether words consist of it.
    /// - Throws: `InvalidStructure` when a number is out of range, a context or a transition stands there twice, or
    ///   probabilities or weights do not add up to 1.
    /// - Complexity: O(contexts + transitions).
    public convenience init(
        settings: NextTokenSettings, wordTokens: [Bool], arrays: NextTokenArrays
    ) throws(InvalidStructure) {
        try settings.check()
        let counts = try Self.counts(arrays, order: settings.order, tokenCount: wordTokens.count)
        let prior = arrays.prior.withUnsafeBufferPointer { Array($0) }
        guard prior.count == wordTokens.count + 1, prior.allSatisfy({ $0 > 0 }),
            (prior.reduce(0, +) - 1).magnitude < 1e-9
        else {
            throw InvalidStructure("the probabilities under the shortest context do not add up to 1")
        }
        try self.init(settings: settings, wordTokens: wordTokens, prior: prior, counts: counts)
        weights = try ExpertWeights(
            evidences: ContextNodes.evidenceCount(order: settings.order), experts: weights.experts,
            values: arrays.weights.withUnsafeBufferPointer { Array($0) })
    }

    private static func counts(
        _ arrays: NextTokenArrays, order: Int, tokenCount: Int
    ) throws(InvalidStructure) -> SuccessorCounts {
        let (nodes, edges) = (arrays.parents.count, arrays.successorTokens.count)
        guard arrays.tokens.count == nodes, arrays.levels.count == nodes, arrays.successors.count == nodes,
            arrays.successorCounts.count == edges, nodes < Int(SuccessorCounts.absent)
        else {
            throw InvalidStructure("the arrays of contexts differ in length")
        }
        let counts = emptyCounts(order: order, capacity: nodes + edges)
        let roots = counts.nodes.count
        guard nodes >= roots else { throw InvalidStructure("the roots of the contexts are missing") }
        for node in roots..<nodes {
            try addNode(UInt32(node), of: arrays, order: order, tokenCount: tokenCount, to: counts)
        }
        var edge = 0
        for node in 0..<nodes {
            let successors = Int(arrays.successors[node])
            guard successors <= edges - edge else {
                throw InvalidStructure("a context has successors past the last one")
            }
            for place in edge..<edge + successors {
                guard Int(arrays.successorTokens[place]) <= tokenCount else {
                    throw InvalidStructure("a successor is no token")
                }
                try counts.restore(
                    arrays.successorTokens[place], count: arrays.successorCounts[place],
                    after: UInt32(node))
            }
            edge += successors
        }
        guard edge == edges else { throw InvalidStructure("successors belong to no context") }
        return counts
    }

    private static func addNode(
        _ node: UInt32, of arrays: NextTokenArrays, order: Int, tokenCount: Int, to counts: SuccessorCounts
    ) throws(InvalidStructure) {
        let place = Int(node)
        let (level, parent, token) = (
            Int(arrays.levels[place]), arrays.parents[place], arrays.tokens[place]
        )
        guard (1...order + 2).contains(level), parent < node else {
            throw InvalidStructure("a context extends none before it")
        }
        // A word's beginning extends a shorter one, and a pair of words is the second one's beginning, after the first.
        let wantedLevel = level > order ? order + 1 : level - 1
        let isPair = level == order + 2
        guard Int(counts.nodes[Int(parent)].level) == wantedLevel,
            isPair ? token < node && Int(counts.nodes[Int(token)].level) == order + 1 : token <= tokenCount
        else {
            throw InvalidStructure("a context extends one of another kind")
        }
        guard counts.intern(level: UInt32(level), parent: parent, token: token) == node else {
            throw InvalidStructure("a context stands there twice")
        }
    }
}
