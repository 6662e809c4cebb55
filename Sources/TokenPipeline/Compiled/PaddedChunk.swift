import KeyLayers
import Platform

/// Some sequences, or a part of one, with room on either side of each for what layers see beyond it: the records of
/// all positions of each column, in one row.
final class PaddedChunk {
    /// A sequence, or a part of it, in the chunk.
    struct Piece: BitwiseCopyable {
        /// First place in the chunk, and the one after the last.
        var start: Int
        var end: Int
        /// Index of the first position among all positions.
        var origin: Int
        /// Where the first and the last position of the whole sequence are or would be.
        var first: Int
        var last: Int
    }

    /// Places before the first and after the last piece that can be written to by shifted tables.
    static let margin = 32

    private(set) var pieces: [Piece] = []
    /// Number of places.
    private(set) var count = 0
    private let reach: Int
    private let records: [ScratchBuffer<UInt32>]

    init(reach: Int, columns: Int) {
        self.reach = reach
        records = (0..<columns).map { _ in ScratchBuffer<UInt32>() }
    }

    /// The records of a column's places.
    func records(of column: Int) -> UnsafePointer<UInt32> { UnsafePointer(records[column].base) }

    /// Fills the chunk with whole sequences until it holds about `target` positions; a longer sequence comes in parts.
    ///
    /// - Parameters:
    ///   - next: sequence to go on with, and how much of it was in chunks before; moved on.
    /// - Returns: false when nothing is left.
    func fill(
        target: Int, columns: [UnsafeBufferPointer<UInt32>], sequenceEnds: UnsafeBufferPointer<Int>,
        next: inout (sequence: Int, done: Int)
    ) -> Bool {
        pieces.removeAll(keepingCapacity: true)
        count = 0
        reserve(target + 2 * reach)
        pad()
        while next.sequence < sequenceEnds.count && count < target {
            let start = next.sequence == 0 ? 0 : sequenceEnds[next.sequence - 1]
            let sequence = start..<sequenceEnds[next.sequence]
            // A sequence longer than a chunk comes in parts, each alone in its chunk.
            let isWhole = next.done == 0 && sequence.count <= target
            if !pieces.isEmpty && !isWhole { break }
            let from = start + next.done
            let to = isWhole ? sequence.upperBound : min(from + target, sequence.upperBound)
            append(from..<to, of: sequence, columns: columns)
            if to == sequence.upperBound {
                next = (next.sequence + 1, 0)
                if !isWhole { break }
            } else {
                next.done += to - from
                break
            }
        }
        return !pieces.isEmpty
    }

    private func append(
        _ positions: Range<Int>, of sequence: Range<Int>, columns: [UnsafeBufferPointer<UInt32>]
    ) {
        // What stands before and after a part of a sequence is the rest of it.
        let before = min(reach, positions.lowerBound - sequence.lowerBound)
        let after = min(reach, sequence.upperBound - positions.upperBound)
        reserve(count + positions.count + 2 * reach)
        for column in columns.indices {
            let places = records[column].base + count
            for place in -before..<positions.count + after {
                places[place] = TokenRecords.number(of: columns[column][positions.lowerBound + place])
            }
        }
        pieces.append(
            Piece(
                start: count, end: count + positions.count, origin: positions.lowerBound,
                first: count - (positions.lowerBound - sequence.lowerBound),
                last: count + (sequence.upperBound - positions.lowerBound) - 1))
        count += positions.count
        pad(from: after)
    }

    /// Appends places outside of any sequence, after `kept` that hold something.
    private func pad(from kept: Int = 0) {
        reserve(count + reach)
        for column in records {
            (column.base + count + kept).update(repeating: TokenRecords.outside, count: reach - kept)
        }
        count += reach
    }

    private func reserve(_ places: Int) {
        for column in records { column.reserve(places + Self.margin, keeping: count) }
    }
}
