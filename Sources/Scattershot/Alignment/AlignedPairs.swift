import DigitKeys
import TokenPipeline

/// Pairs whose positions are known to emit certain tokens of the decoder: training data.
struct AlignedPairs {
    /// What a position emits.
    let plan: EmissionPlan
    /// The costs of the alignment.
    let costs: AlignmentTable
    /// What happened to the pairs.
    let report: AlignmentReport

    private let pairs: SequencePairs
    private let lengths: [UInt8]
    private let outputs: TokenDictionary
    private let hasChunks: Bool
    /// Indices of the pairs that are left.
    private let kept: [Int]

    /// Number of pairs that are left.
    var count: Int { kept.count }

    /// Aligns pairs.
    ///
    /// - Parameter tokens: the dictionary of the input tokens.
    /// - Throws: what `progress` throws.
    init(
        _ unaligned: UnalignedPairs, format: DataFormat, tokens: TokenDictionary, settings: PairSettings,
        progress: (LearnedAlignment.Round) throws -> Void
    ) throws {
        pairs = unaligned.pairs
        outputs = unaligned.outputs.finished()
        hasChunks = format.hasChunks
        let learned = try AlignmentLearner(most: settings.mostEmissions).learn(
            pairs, outputCount: outputs.count, twins: tokens.twins(in: outputs), progress: progress)
        lengths = learned.lengths
        costs = AlignmentTable(learned, inputs: tokens, outputs: outputs)
        var report = AlignmentReport(learned, pairs: pairs.count, lines: unaligned.lines)
        var left = Set(0..<pairs.count)
        left.subtract(learned.failures.map(\.pair))
        if hasChunks {
            let rare = Self.rareChunks(learned.table, minimum: settings.minimumChunks)
            for pair in 0..<pairs.count where left.contains(pair) {
                if !rare.isEmpty, Self.chunks(of: pair, pairs, lengths).contains(where: rare.contains) {
                    left.remove(pair)
                    report.rareChunks.add(unaligned.lines[pair])
                }
            }
        }
        kept = left.sorted()
        plan = Self.plan(of: kept, pairs, lengths, hasChunks: hasChunks)
        self.report = report
    }

    /// Calls `body` with the input token of each position of a pair that is left, the texts that it emits, and whether it
    /// is the last position.
    func forEachPosition(of index: Int, _ body: (UInt32, [String], Bool) -> Void) {
        let pair = kept[index]
        let inputs = pairs.inputRange(of: pair)
        for (input, chunk) in zip(inputs, Self.chunks(of: pair, pairs, lengths)) {
            let texts = chunk.map { outputs[Int($0)] }
            body(
                pairs.inputs[input],
                hasChunks ? (texts.isEmpty ? [] : [ChunkText.joined(texts)]) : texts,
                input == inputs.upperBound - 1)
        }
    }

    private static func chunks(
        of pair: Int, _ pairs: SequencePairs, _ lengths: [UInt8]
    ) -> [ArraySlice<UInt32>] {
        var place = pairs.outputRange(of: pair).lowerBound
        return pairs.inputRange(of: pair).map { input in
            let start = place
            place += Int(lengths[input])
            return pairs.outputs[start..<place]
        }
    }

    /// Chunks of one token or more that fewer than `minimum` positions emit.
    private static func rareChunks(
        _ table: [LearnedAlignment.Entry], minimum: Int
    ) -> Set<ArraySlice<UInt32>> {
        var counts: [ArraySlice<UInt32>: Int] = [:]
        for entry in table where !entry.chunk.isEmpty {
            counts[entry.chunk[...], default: 0] += Int(entry.count)
        }
        return Set(counts.filter { $0.value < minimum }.keys)
    }

    /// The fewest and the most that a position emits.
    private static func plan(
        of kept: [Int], _ pairs: SequencePairs, _ lengths: [UInt8], hasChunks: Bool
    ) -> EmissionPlan {
        var (fewest, most) = (UInt8.max, UInt8(1))
        for pair in kept {
            for length in lengths[pairs.inputRange(of: pair)] {
                fewest = min(fewest, length)
                most = max(most, length)
            }
        }
        if hasChunks { (fewest, most) = (min(fewest, 1), 1) }
        return EmissionPlan(copiesInput: false, minimum: Int(min(fewest, most)), maximum: Int(most))
            ?? .oneForOne
    }
}

extension TokenDictionary {
    /// For each token the token of the same text in `other`, or `AlignmentCosts.noTwin`.
    func twins(in other: TokenDictionary) -> [UInt32] {
        (0..<count).map { token in
            withBytes(of: token) { other.index(of: $0) }.map { UInt32($0) } ?? AlignmentCosts.noTwin
        }
    }
}
