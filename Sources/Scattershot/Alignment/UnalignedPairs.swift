import DigitKeys
import TokenPipeline

/// Pairs as they stand in the data, with the lines that they stand on.
struct UnalignedPairs {
    private(set) var pairs = SequencePairs()
    /// The line of each pair, counting from 1.
    private(set) var lines: [Int] = []
    /// The output tokens.
    let outputs = TokenDictionaryBuilder(keySource: KeySource(seed: 0, dictionary: 0))

    /// Adds the pairs of a block.
    ///
    /// - Parameters:
    ///   - firstLine: number of the block's first line.
    ///   - tokens: gets the input tokens.
    mutating func append(
        _ records: ParsedRecords, _ text: BlockText, firstLine: Int, tokens: TokenDictionaryBuilder
    ) {
        for record in 0..<records.ends.count {
            let positions = records.positions(of: record)
            let input = positions.map { UInt32(tokens.intern(text.piece(records.columns[0][$0]))) }
            let output = records.gold(of: positions).map { UInt32(outputs.intern(text.piece($0))) }
            append(input, output, line: firstLine + Int(records.firstLines[record]))
        }
        for missed in records.goldWithoutPosition {
            append([], repeatElement(0, count: missed.tokens), line: firstLine + missed.line)
        }
    }

    private mutating func append(
        _ input: some Sequence<UInt32>, _ output: some Sequence<UInt32>, line: Int
    ) {
        pairs.append(input: input, output: output)
        lines.append(line)
    }
}
