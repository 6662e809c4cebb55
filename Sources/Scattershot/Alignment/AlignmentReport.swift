import TokenPipeline

/// What aligning the pairs of training data came to.
public struct AlignmentReport: Sendable, Codable, Equatable {
    /// Lines of pairs that training leaves out.
    public struct LeftOut: Sendable, Codable, Equatable {
        /// How many.
        public private(set) var count = 0
        /// The lines they stand on, counting from 1: the first hundred of them.
        public private(set) var lines: [Int] = []

        private static let mostLines = 100

        mutating func add(_ line: Int) {
            count += 1
            if lines.count < Self.mostLines { lines.append(line) }
        }
    }

    /// Pairs that were read.
    public let pairs: Int
    /// Tokens that an input token may emit at most.
    public let mostEmissions: Int
    /// The rounds of learning costs.
    public let rounds: [LearnedAlignment.Round]
    /// Different chunks: runs of tokens that an input token emits, the empty one among them.
    public let chunks: Int
    /// Pairs with an output but no input token.
    public private(set) var withoutInput = LeftOut()
    /// Pairs whose output is longer than `mostEmissions` tokens for each input token.
    public private(set) var tooManyOutputs = LeftOut()
    /// Pairs too long to be aligned in memory.
    public private(set) var tooLong = LeftOut()
    /// Pairs with a chunk that is too rare to be a token of the decoder.
    public internal(set) var rareChunks = LeftOut()

    /// Pairs that training leaves out, for whatever reason.
    ///
    /// - Complexity: O(1).
    public var leftOut: Int { withoutInput.count + tooManyOutputs.count + tooLong.count + rareChunks.count }

    init(_ learned: LearnedAlignment, pairs: Int, lines: [Int]) {
        self.pairs = pairs
        mostEmissions = learned.most
        rounds = learned.rounds
        chunks = Set(learned.table.map(\.chunk)).count
        for failure in learned.failures {
            switch failure.reason {
            case .noInput: withoutInput.add(lines[failure.pair])
            case .tooManyOutputs: tooManyOutputs.add(lines[failure.pair])
            case .tooLong: tooLong.add(lines[failure.pair])
            }
        }
    }
}
