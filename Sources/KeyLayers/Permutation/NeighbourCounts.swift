/// How often each token stood beside each neighbour, on the left and on the right.
public struct NeighbourCounts: Sendable {
    /// How neighbours are numbered: those on the left, then those on the right; on each side the commonest tokens by
    /// frequency, then all others as one, then the boundary of a sequence.
    public struct Contexts: Sendable, Hashable {
        /// Tokens that are told apart.
        public let told: Int
        /// Number of the neighbour that stands for all tokens that are not told apart.
        public var another: Int { told }
        /// Number of the boundary of a sequence.
        public var boundary: Int { told + 1 }
        /// Neighbours of one side.
        public var perSide: Int { told + 2 }
        /// Neighbours of both sides.
        public var count: Int { 2 * perSide }
    }

    /// A neighbour, and how often it was one.
    package struct Neighbour {
        package var context: UInt32
        package var count: UInt32
    }

    /// The tokens, the commonest first.
    public let tokens: [String]
    /// How neighbours are numbered.
    public let contexts: Contexts
    /// How often each token occurs.
    public let occurrences: [Int]
    /// Where the neighbours of each token start in `neighbours`, and the end of the last one's.
    package let starts: [Int]
    package let neighbours: [Neighbour]

    /// Number of tokens.
    public var count: Int { tokens.count }

    /// Different pairs of a token and a neighbour; what a round of a search looks at.
    public var pairCount: Int { neighbours.count }

    /// - Parameter sortedPairs: token and neighbour in 32 bits each, once for each time that they stood together.
    package init(tokens: [String], contexts: Contexts, sortedPairs: [UInt64]) {
        var occurrences = [Int](repeating: 0, count: tokens.count)
        var starts = [0]
        var neighbours: [Neighbour] = []
        var first = 0
        for token in tokens.indices {
            while first < sortedPairs.count, Int(sortedPairs[first] >> 32) == token {
                var last = first
                while last < sortedPairs.count, sortedPairs[last] == sortedPairs[first] { last += 1 }
                neighbours.append(
                    Neighbour(
                        context: UInt32(truncatingIfNeeded: sortedPairs[first]),
                        count: UInt32(last - first)))
                occurrences[token] += last - first
                first = last
            }
            // Each occurrence has a neighbour on either side.
            occurrences[token] /= 2
            starts.append(neighbours.count)
        }
        self.tokens = tokens
        self.contexts = contexts
        self.occurrences = occurrences
        self.starts = starts
        self.neighbours = neighbours
    }

    /// How often the token with this index stood beside a neighbour; for tests and for people who look inside.
    ///
    /// - Complexity: O(neighbours of the token).
    public func times(_ token: Int, beside context: Int) -> Int {
        neighbours[starts[token]..<starts[token + 1]].first { Int($0.context) == context }
            .map { Int($0.count) } ?? 0
    }
}
