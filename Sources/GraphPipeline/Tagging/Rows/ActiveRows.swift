import Platform

/// For each position of loaded windows the rows that hold there, in order.
final class ActiveRows {
    private let most: Int
    private let rows = ScratchBuffer<UInt32>()
    private let counts = ScratchBuffer<Int>()

    /// - Parameter most: no position has more rows.
    init(most: Int) { self.most = most }

    /// Finds the rows of all positions.
    ///
    /// - Complexity: O(rows · positions / 64 + rows that hold).
    func load(_ scorer: RowScorer, _ sets: ConditionSets) {
        let positions = sets.words * 64
        rows.reserve(positions * most)
        counts.reserve(positions)
        counts.base.update(repeating: 0, count: positions)
        let (rows, counts, most) = (rows.base, counts.base, most)
        scorer.forEachWord(sets) { row, word, bits in
            var rest = bits
            while rest != 0 {
                let position = word &* 64 &+ rest.trailingZeroBitCount
                rows[position &* most &+ counts[position]] = UInt32(truncatingIfNeeded: row)
                counts[position] &+= 1
                rest &= rest &- 1
            }
        }
    }

    /// The rows of a position; memory that the next load uses again.
    @inline(__always)
    subscript(position: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: rows.base + position &* most, count: counts.base[position])
    }
}
