/// What each input token of a set of pairs emits, and the costs by which that was found.
public struct LearnedAlignment: Sendable {
    /// A pair that could not be aligned, and why.
    public struct Failure: Sendable, Hashable {
        /// Why a pair could not be aligned.
        public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
            /// The input has no token, but the output has.
            case noInput
            /// The output has more than `most` tokens for each input token.
            case tooManyOutputs
            /// The table of the pair would not fit into memory.
            case tooLong
        }

        /// Index of the pair.
        public let pair: Int
        /// Why.
        public let reason: Reason
    }

    /// One round of learning.
    public struct Round: Sendable, Hashable, Codable {
        /// Tokens that a chunk had at most.
        public let most: Int
        /// The sum over all pairs, in edits for the first round and in nats later; with what the costs themselves cost
        /// (−log of their prior's density), so that it never rises while `most` stays.
        public let cost: Double
    }

    /// Tokens that an input token emits at most: the smallest number with which nearly all pairs can be aligned well.
    public let most: Int
    /// Tokens that each input token of `SequencePairs.inputs` emits; 0 in pairs that could not be aligned.
    public let lengths: [UInt8]
    /// Cost of each pair by the costs of the last round, in 65536ths of a nat; nil where it could not be aligned.
    let costs: [Int?]
    /// Pairs that could not be aligned, in order.
    public let failures: [Failure]
    /// The rounds that led here.
    public let rounds: [Round]
    /// The costs that were learned last, as counts.
    public let table: [Entry]

    /// Cost of a pair in nats: how surprising its alignment is; nil where it could not be aligned.
    ///
    /// - Complexity: O(1).
    public func cost(of pair: Int) -> Double? { costs[pair].map { Double($0) / Double(AlignmentCosts.unit) } }

    /// How often an input token emitted a chunk.
    public struct Entry: Sendable, Hashable {
        /// The input token.
        public let input: UInt32
        /// The output tokens that it emitted.
        public let chunk: [UInt32]
        /// In how many places.
        public let count: UInt32

        /// An entry.
        ///
        /// - Complexity: O(1).
        public init(input: UInt32, chunk: [UInt32], count: UInt32) {
            (self.input, self.chunk, self.count) = (input, chunk, count)
        }
    }
}

extension AlignmentCosts {
    /// Costs learned from counts that were kept.
    ///
    /// - Parameters:
    ///   - table: chunks of at most `EmissionPlan.mostEmissions` tokens.
    ///   - outputCount: tokens in the output dictionary.
    /// - Complexity: O(tokens of the table).
    public static func learned(_ table: [LearnedAlignment.Entry], outputCount: Int) -> AlignmentCosts {
        var counts = ChunkCounts()
        for entry in table where entry.chunk.count <= EmissionPlan.mostEmissions {
            counts.add(entry.input, entry.chunk, count: entry.count)
        }
        return AlignmentCosts(counts, outputCount: outputCount)
    }
}
