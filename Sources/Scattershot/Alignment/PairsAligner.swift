import DigitKeys
import Platform
import TokenPipeline

/// A pair with what each of its input tokens emits.
public struct AlignedPair: Sendable, Equatable {
    /// An input token with the output tokens that belong to it.
    public struct Position: Sendable, Equatable, Codable {
        /// The input token.
        public let input: String
        /// Its output tokens, in order.
        public let output: [String]
    }

    /// The line that the pair stands on, counting from 1.
    public let line: Int
    /// What the input tokens emit; nil when the pair cannot be aligned.
    public let positions: [Position]?
    /// How surprising the alignment is: −log of its probability by the costs; nil when there is none.
    public let cost: Double?
}

/// Aligns the pairs of a file: by costs learned from the file itself, or by those of a model.
public struct PairsAligner: Sendable {
    /// What the tokens of a pair are.
    public let format: DataFormat
    /// How many tokens may be emitted; nil to find it in the data, or for what the model was trained with.
    public var mostEmissions: Int?
    /// How files are cut into blocks, and their limits.
    public var blocks = LineBlocks.Options()
    private let table: AlignmentTable?

    /// An aligner that learns costs from what it aligns.
    ///
    /// - Precondition: `format` is one of pairs.
    /// - Complexity: O(1).
    public init(_ format: DataFormat) {
        precondition(format.kind == .pairs, "only pairs can be aligned")
        self.format = format
        table = nil
    }

    /// An aligner with the costs of a model.
    ///
    /// - Throws: `InvalidStructure` when the model has none.
    /// - Complexity: O(1).
    public init(model: Model) throws(InvalidStructure) {
        guard let table = model.alignment else {
            throw InvalidStructure(
                model.format.kind == .pairs
                    ? "the model has no costs of an alignment; train it again"
                    : "the model is one of \(model.format.kind) and aligns nothing; give a model of pairs")
        }
        format = model.format
        self.table = table
    }

    /// Aligns all pairs of `source`.
    ///
    /// - Parameters:
    ///   - progress: called after each round of learning.
    ///   - report: called with each pair, in order.
    /// - Throws: `InputError` for a line that is no pair; the errors of the source and what is thrown by `progress` and
    ///   `report`.
    /// - Complexity: as for `AlignmentLearner.learn`; memory for all pairs as numbers.
    public func align(
        _ source: any ByteSource, progress: (LearnedAlignment.Round) throws -> Void = { _ in },
        report: (AlignedPair) throws -> Void
    ) throws -> AlignmentReport {
        let tokens = TokenDictionaryBuilder(keySource: KeySource(seed: 0, dictionary: 1))
        var unaligned = UnalignedPairs()
        try GoldBlocks(format: format, options: blocks).forEach(of: source) { records, text, firstLine in
            unaligned.append(records, text, firstLine: firstLine, tokens: tokens)
        }
        let costs = table?.costs(inputs: tokens, outputs: unaligned.outputs)
        let (inputs, outputs) = (tokens.finished(), unaligned.outputs.finished())
        let learned: LearnedAlignment
        if let table, let costs {
            learned = AlignmentLearner.align(
                unaligned.pairs, costs: costs, most: mostEmissions ?? table.most)
        } else {
            learned = try AlignmentLearner(most: mostEmissions).learn(
                unaligned.pairs, outputCount: outputs.count, twins: inputs.twins(in: outputs),
                progress: progress)
        }
        for pair in 0..<unaligned.pairs.count {
            try report(aligned(pair, of: unaligned, learned, inputs, outputs))
        }
        return AlignmentReport(learned, pairs: unaligned.pairs.count, lines: unaligned.lines)
    }

    private func aligned(
        _ pair: Int, of unaligned: UnalignedPairs, _ learned: LearnedAlignment, _ inputs: TokenDictionary,
        _ outputs: TokenDictionary
    ) -> AlignedPair {
        let (pairs, line) = (unaligned.pairs, unaligned.lines[pair])
        guard let cost = learned.cost(of: pair) else {
            return AlignedPair(line: line, positions: nil, cost: nil)
        }
        var place = pairs.outputRange(of: pair).lowerBound
        let positions = pairs.inputRange(of: pair).map { input in
            let chunk = place..<place + Int(learned.lengths[input])
            place = chunk.upperBound
            return AlignedPair.Position(
                input: inputs[Int(pairs.inputs[input])], output: chunk.map { outputs[Int(pairs.outputs[$0])] }
            )
        }
        return AlignedPair(line: line, positions: positions, cost: cost)
    }
}
