/// A record (a line, or the lines of a sentence) that cannot be used.
public struct RecordError: Error, Sendable, Hashable {
    /// Index of the line in its block.
    var line: Int
    /// What is wrong, and the remedy.
    var problem: String
}

/// The tokens of one record as ranges of bytes. Its arrays are used again for the next record.
struct ParsedRecord {
    /// The tokens of each input column; all columns have as many.
    var columns: [[Range<Int>]]
    /// Index in the block of the line that each token stands on; of column files alone.
    var lines: [Int] = []
    /// Wanted output tokens of all positions, when they were asked for.
    var gold: [Range<Int>] = []
    /// Where the wanted tokens of each position end.
    var goldEnds: [Int] = []

    init(columnCount: Int) {
        columns = Array(repeating: [], count: columnCount)
    }

    /// Number of positions.
    var count: Int { columns[0].count }

    mutating func removeAll() {
        for column in columns.indices { columns[column].removeAll(keepingCapacity: true) }
        lines.removeAll(keepingCapacity: true)
        gold.removeAll(keepingCapacity: true)
        goldEnds.removeAll(keepingCapacity: true)
    }

    mutating func endGold() { goldEnds.append(gold.count) }
}
