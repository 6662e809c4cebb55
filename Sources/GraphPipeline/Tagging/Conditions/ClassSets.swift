import KeyLayers
import Platform

/// For each class the set of positions at which it stands, in both orders.
final class ClassSets {
    /// The classes, by number.
    let classes: [TokenClass]
    /// Number of words in a set.
    private var words = 0
    private let sets = ScratchBuffer<UInt64>()
    private let block = ScratchBuffer<UInt64>(capacity: 64)

    init(classes: [TokenClass]) { self.classes = classes }

    func reserve(words: Int) {
        self.words = words
        sets.reserve(2 * classes.count * words)
    }

    /// The positions of a class; those toward the left are met in ascending order, those toward the right in the set of
    /// opposite order.
    @inline(__always)
    func set(_ number: Int, from side: WindowSide = .left) -> UnsafePointer<UInt64> {
        UnsafePointer(sets.base + (2 &* number &+ (side == .left ? 0 : 1)) &* words)
    }

    /// Fills the sets of a column's classes.
    ///
    /// - Parameter rows: the row of each position's token in the members.
    /// - Complexity: O(positions · classes / 8).
    func fill(_ members: ClassMembers, rows: UnsafePointer<UInt32>, count: Int) {
        let (width, table) = (members.width, members.bits)
        for group in 0..<width {
            let numbers = members.numbers.dropFirst(64 * group).prefix(64)
            for word in 0..<words {
                let filled = min(64, count - 64 * word)
                for place in 0..<filled {
                    block.base[place] = table[Int(rows[64 &* word &+ place]) &* width &+ group]
                }
                (block.base + filled).update(repeating: 0, count: 64 - filled)
                PositionBits.transpose(block.base)
                for (place, number) in numbers.enumerated() {
                    sets.base[2 * number * words + word] = block.base[place]
                }
            }
            for number in numbers {
                let forward = sets.base + 2 * number * words
                PositionBits.reverse(forward, into: forward + words, words: words)
            }
        }
    }
}
