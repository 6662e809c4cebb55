import Platform

/// Where sequences that stand one after another begin and end, as sets of positions.
final class SequenceMasks {
    /// Words of a set.
    private(set) var words = 0
    private(set) var count = 0
    private var ends: [Int] = []
    /// The last position of each sequence, and the first one of each in the set of opposite order.
    private let last = ScratchBuffer<UInt64>()
    private let firstReversed = ScratchBuffer<UInt64>()
    /// For each side and k = 1 … furthest: positions with at least `k` others of their sequence on that side.
    private let room = ScratchBuffer<UInt64>()

    /// Takes over sequences that end at `ends`.
    ///
    /// - Complexity: O(positions + sequences · furthest).
    func load(ends: some Sequence<Int>) {
        self.ends = Array(ends)
        count = self.ends.last ?? 0
        words = PositionBits.words(count)
        last.reserve(words)
        firstReversed.reserve(words)
        last.base.update(repeating: 0, count: words)
        firstReversed.base.update(repeating: 0, count: words)
        room.reserve(2 * TagCondition.furthest * words)
        let padding = UInt64.max >> UInt64(words * 64 - count)
        for mask in 0..<2 * TagCondition.furthest {
            let mask = room.base + mask * words
            mask.update(repeating: .max, count: words)
            if words > 0 { mask[words - 1] = padding }
        }
        var start = 0
        for end in self.ends where end > start {
            insert(end - 1, into: last.base)
            insert(words * 64 - 1 - start, into: firstReversed.base)
            for place in 0..<min(TagCondition.furthest, end - start) {
                // The position at `place` has no room for anything further than that.
                for reach in place + 1...TagCondition.furthest {
                    remove(start + place, from: mutableRoom(.left, reach))
                    remove(end - 1 - place, from: mutableRoom(.right, reach))
                }
            }
            start = end
        }
    }

    /// What stops a carry on its way from one side.
    func stops(_ side: WindowSide) -> UnsafePointer<UInt64> {
        UnsafePointer(side == .left ? last.base : firstReversed.base)
    }

    /// Positions with at least `reach` others of their sequence on one side, 1 to `furthest`.
    func room(_ side: WindowSide, _ reach: Int) -> UnsafePointer<UInt64> {
        UnsafePointer(mutableRoom(side, reach))
    }

    /// Writes the positions of sequences of at least `least` positions.
    func writeLong(atLeast least: Int, into target: UnsafeMutablePointer<UInt64>) {
        target.update(repeating: 0, count: words)
        var start = 0
        for end in ends {
            if end - start >= least { for position in start..<end { insert(position, into: target) } }
            start = end
        }
    }

    private func mutableRoom(_ side: WindowSide, _ reach: Int) -> UnsafeMutablePointer<UInt64> {
        room.base + ((side == .left ? 0 : TagCondition.furthest) + reach - 1) * words
    }

    private func insert(_ position: Int, into set: UnsafeMutablePointer<UInt64>) {
        set[position >> 6] |= 1 << UInt64(position & 63)
    }

    private func remove(_ position: Int, from set: UnsafeMutablePointer<UInt64>) {
        set[position >> 6] &= ~(1 << UInt64(position & 63))
    }
}
