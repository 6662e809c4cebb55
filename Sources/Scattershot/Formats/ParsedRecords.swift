import Platform

/// A record (a line, or the lines of a sentence) that cannot be used.
public struct RecordError: Error, Sendable, Hashable {
    /// Index of the line in its block.
    var line: Int
    /// What is wrong, and the remedy.
    var problem: String
}

/// The tokens of many records as places in the bytes of their block. Its memory is used again for the next block.
final class ParsedRecords {
    /// The tokens of each input column; all columns have as many.
    let columns: [ScratchList<BytePlace>]
    /// Index in the block of the line that each token stands on; of column files alone.
    let lines = ScratchList<UInt32>()
    /// Where each record that has positions ends.
    let ends = ScratchList<Int>()
    /// Index in the block of the first line of each record that has positions.
    let firstLines = ScratchList<UInt32>()
    /// Wanted output tokens of all positions, when they were asked for.
    let gold = ScratchList<BytePlace>()
    /// Where the wanted tokens of each position end.
    let goldEnds = ScratchList<Int>()
    /// Wanted outputs of records without a position, which no answer can have: index in the block of the line, and
    /// number of tokens.
    private(set) var goldWithoutPosition: [(line: Int, tokens: Int)] = []
    /// Index in the block of the line after the last record.
    private(set) var nextLine = 0
    /// Records that cannot be used, in order.
    private(set) var failures: [Failure] = []

    /// A record that cannot be used, and what stands before it.
    struct Failure {
        let error: RecordError
        let lines: Range<Int>
        let recordsBefore: Int
        let positionsBefore: Int
    }

    init(columnCount: Int) {
        columns = (0..<columnCount).map { _ in ScratchList() }
    }

    /// Most tokens of a record that is a line, on either side of a pair; see ``LineBlocks/Options/maxLineTokens``.
    var mostLineTokens = Int.max

    /// Number of positions.
    var count: Int { columns[0].count }

    /// Positions of complete records.
    var completeCount: Int { ends.elements.last ?? 0 }

    /// The positions of a record.
    func positions(of record: Int) -> Range<Int> { (record == 0 ? 0 : ends[record - 1])..<ends[record] }

    /// The wanted tokens of some positions.
    func gold(of positions: Range<Int>) -> Slice<UnsafeBufferPointer<BytePlace>> {
        let start = positions.lowerBound == 0 ? 0 : goldEnds[positions.lowerBound - 1]
        return gold.elements[start..<(positions.isEmpty ? start : goldEnds[positions.upperBound - 1])]
    }

    func removeAll() {
        for column in columns { column.removeAll() }
        lines.removeAll()
        ends.removeAll()
        firstLines.removeAll()
        gold.removeAll()
        goldEnds.removeAll()
        goldWithoutPosition = []
        nextLine = 0
        failures = []
    }

    func endGold() { goldEnds.append(gold.count) }

    /// Ends a record without a position whose wanted output starts at `start`.
    func endGoldWithoutPosition(line: Int, start: Int) {
        if gold.count > start { goldWithoutPosition.append((line, gold.count - start)) }
        gold.truncate(to: start)
    }

    /// Ends the record that starts at the line after the last record.
    ///
    /// - Parameter nextLine: the line after it.
    func endRecord(nextLine: Int) {
        if count > completeCount {
            firstLines.append(UInt32(truncatingIfNeeded: self.nextLine))
            ends.append(count)
        }
        self.nextLine = nextLine
    }

    /// Ends the record that is a line.
    ///
    /// - Throws: `RecordError` when it has more tokens than it may.
    func endLine(_ line: Int) throws(RecordError) {
        let start = completeCount
        let goldStart = start == 0 ? 0 : goldEnds.count < start ? gold.count : goldEnds[start - 1]
        let tokens = max(count - start, gold.count - goldStart)
        guard tokens <= mostLineTokens else {
            throw RecordError(
                line: line,
                problem:
                    "the line has \(tokens) tokens where at most \(mostLineTokens) are allowed; split it or raise the limit "
                    + "for tokens of a line")
        }
        endRecord(nextLine: line + 1)
    }

    /// Tells where the record after those that were added starts.
    func skip(to line: Int) { nextLine = line }

    /// Forgets what was read of the record on `lines`, which follows the last complete one.
    func fail(_ error: RecordError, lines: Range<Int>) {
        let count = completeCount
        for column in columns { column.truncate(to: count) }
        self.lines.truncate(to: min(count, self.lines.count))
        goldEnds.truncate(to: min(count, goldEnds.count))
        gold.truncate(to: goldEnds.elements.last ?? 0)
        failures.append(
            Failure(error: error, lines: lines, recordsBefore: ends.count, positionsBefore: count))
        nextLine = lines.upperBound
    }
}
