import Platform

/// For each position of loaded windows the rows that hold there, a bit each.
final class ActiveRows {
    /// Words of a position's mask.
    private let blocks: Int
    private let masks = ScratchBuffer<UInt64>()

    /// - Parameter rows: number of rows.
    init(rows: Int) { blocks = PositionBits.words(rows) }

    /// Turns the masks of rows over positions into masks of positions over rows.
    ///
    /// - Complexity: O(rows · positions / 64 · log 64).
    func load(_ matches: RowMatches) {
        masks.reserve(matches.words * 64 * blocks)
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { block in
            guard let block = block.baseAddress else { return }
            for word in 0..<matches.words {
                for part in 0..<blocks {
                    block.update(from: matches[word] + part &* 64, count: 64)
                    PositionBits.transpose(block)
                    let target = masks.base + (word &* 64 &* blocks &+ part)
                    for position in 0..<64 { target[position &* blocks] = block[position] }
                }
            }
        }
    }

    /// Calls `body` with each row of a position, in order.
    @inline(__always)
    func forEach(at position: Int, _ body: (_ row: Int) -> Void) {
        PositionBits.forEach(UnsafePointer(masks.base + position &* blocks), words: blocks, body)
    }
}
