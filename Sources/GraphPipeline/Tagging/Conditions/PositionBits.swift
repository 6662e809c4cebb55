/// Kernels over sets of positions, a bit each, position 0 first, in whole words. They read and write as many words as they
/// are told; nothing is allocated.
enum PositionBits {
    typealias Words = UnsafePointer<UInt64>
    typealias MutableWords = UnsafeMutablePointer<UInt64>

    /// Words that hold `count` bits.
    static func words(_ count: Int) -> Int { (count + 63) / 64 }

    /// The bits of a word in the opposite order.
    @inline(__always)
    static func reversed(_ word: UInt64) -> UInt64 {
        var word = word.byteSwapped
        word = (word & 0x0F0F_0F0F_0F0F_0F0F) &<< 4 | (word &>> 4) & 0x0F0F_0F0F_0F0F_0F0F
        word = (word & 0x3333_3333_3333_3333) &<< 2 | (word &>> 2) & 0x3333_3333_3333_3333
        return (word & 0x5555_5555_5555_5555) &<< 1 | (word &>> 1) & 0x5555_5555_5555_5555
    }

    /// The whole set in the opposite order.
    static func reverse(_ set: Words, into target: MutableWords, words: Int) {
        for index in 0..<words { target[index] = reversed(set[words &- 1 &- index]) }
    }

    /// Positions whose neighbour `offset` places before them is in the set; sequences are not told apart.
    static func shiftUp(_ set: Words, by offset: Int, into target: MutableWords, words: Int) {
        let (up, down) = (UInt64(offset), UInt64(64 - offset))
        // From the end, so that a set can be shifted in place.
        for index in stride(from: words &- 1, to: 0, by: -1) {
            target[index] = set[index] &<< up | set[index &- 1] &>> down
        }
        if words > 0 { target[0] = set[0] &<< up }
    }

    /// Positions that have, somewhere before them in their sequence, a member of `near` and no member of `far` after it. A
    /// position that is in both counts as one of `far` alone.
    ///
    /// It is the carry of one long addition: members of `near` generate it, members of `far` and the last positions of
    /// sequences stop it, all others hand it on.
    ///
    /// - Parameter far: nil for the empty set.
    static func carry(
        _ near: Words, _ far: Words?, last: Words, into target: MutableWords, words: Int
    ) {
        var carry: UInt64 = 0
        for index in 0..<words {
            let propagated = ~(last[index] | (far?[index] ?? 0))
            let generated = near[index] & propagated
            let (half, first) = propagated.addingReportingOverflow(generated)
            let (sum, second) = half.addingReportingOverflow(carry)
            target[index] = sum ^ propagated ^ generated
            carry = first || second ? 1 : 0
        }
    }

    /// Number of members.
    static func count(_ set: Words, words: Int) -> Int {
        var count = 0
        for index in 0..<words { count &+= set[index].nonzeroBitCount }
        return count
    }

    /// Calls `body` with each member.
    @inline(__always)
    static func forEach(_ set: Words, words: Int, _ body: (Int) -> Void) {
        for index in 0..<words {
            var rest = set[index]
            while rest != 0 {
                body(index &<< 6 | rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
    }

    /// Transposes a matrix of 64 × 64 bits: bit `j` of word `i` becomes bit `i` of word `j`.
    ///
    /// Source: Warren, "Hacker's Delight", 2nd edition, section 7–3, with bits counted from the least significant.
    static func transpose(_ matrix: MutableWords) {
        var width = 32
        var mask: UInt64 = 0x0000_0000_FFFF_FFFF
        while width != 0 {
            var row = 0
            while row < 64 {
                let other = row | width
                let swapped = ((matrix[row] &>> UInt64(width)) ^ matrix[other]) & mask
                matrix[row] ^= swapped &<< UInt64(width)
                matrix[other] ^= swapped
                row = (other &+ 1) & ~width
            }
            width &>>= 1
            mask ^= mask &<< UInt64(width)
        }
    }
}
