/// A set of positions of a window. The first 64 need no allocation.
struct PositionSet: Sendable, Hashable {
    private var low: UInt64 = 0
    /// Positions from 64 on; no word at the end is zero.
    private var rest: [UInt64] = []

    /// The empty set.
    init() {}

    /// All positions of a range.
    ///
    /// - Complexity: O(positions / 64).
    init(_ range: Range<Int>) {
        low = Self.bits(range, word: 0)
        guard range.upperBound > 64, !range.isEmpty else { return }
        rest = (1...(range.upperBound - 1) >> 6).map { Self.bits(range, word: $0) }
    }

    var count: Int { rest.reduce(low.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

    /// The positions, ascending.
    var positions: [Int] {
        Array(
            sequence(first: first(from: 0)) { $0.map { first(from: $0 + 1) } }.prefix { $0 != nil }.compactMap
            { $0 })
    }

    var isEmpty: Bool { low == 0 && rest.isEmpty }

    @inline(__always)
    func contains(_ position: Int) -> Bool { word(position >> 6) >> UInt64(position & 63) & 1 != 0 }

    mutating func insert(_ position: Int) {
        let bit = UInt64(1) << UInt64(position & 63)
        guard position >= 64 else {
            low |= bit
            return
        }
        let index = position >> 6 - 1
        while rest.count <= index { rest.append(0) }
        rest[index] |= bit
    }

    /// How many of the positions are in the range.
    ///
    /// - Complexity: O(range / 64).
    func count(in range: Range<Int>) -> Int {
        guard !range.isEmpty, range.lowerBound >> 6 <= rest.count else { return 0 }
        var count = 0
        for index in range.lowerBound >> 6...min((range.upperBound - 1) >> 6, rest.count) {
            count += (word(index) & Self.bits(range, word: index)).nonzeroBitCount
        }
        return count
    }

    /// The first position not before this one.
    func first(from position: Int) -> Int? {
        var index = position >> 6
        while index <= rest.count {
            let word = word(index) & Self.bits(position..<Int.max, word: index)
            if word != 0 { return index << 6 + word.trailingZeroBitCount }
            index += 1
        }
        return nil
    }

    /// The last position before this one.
    func last(before position: Int) -> Int? {
        guard position > 0 else { return nil }
        var index = min((position - 1) >> 6, rest.count)
        while index >= 0 {
            let word = word(index) & Self.bits(0..<position, word: index)
            if word != 0 { return index << 6 + 63 - word.leadingZeroBitCount }
            index -= 1
        }
        return nil
    }

    func intersection(_ other: PositionSet) -> PositionSet {
        var set = self
        set.formIntersection(other)
        return set
    }

    func union(_ other: PositionSet) -> PositionSet {
        var set = self
        set.formUnion(other)
        return set
    }

    mutating func formIntersection(_ other: PositionSet) {
        low &= other.low
        if !rest.isEmpty { combine(other) { $0 & $1 } }
    }

    mutating func formUnion(_ other: PositionSet) {
        low |= other.low
        if !rest.isEmpty || !other.rest.isEmpty { combine(other) { $0 | $1 } }
    }

    mutating func subtract(_ other: PositionSet) {
        low &= ~other.low
        if !rest.isEmpty { combine(other) { $0 & ~$1 } }
    }

    private mutating func combine(_ other: PositionSet, _ merge: (UInt64, UInt64) -> UInt64) {
        rest = (1...max(rest.count, other.rest.count)).map { merge(word($0), other.word($0)) }
        while rest.last == 0 { rest.removeLast() }
    }

    @inline(__always)
    private func word(_ index: Int) -> UInt64 {
        index == 0 ? low : index <= rest.count ? rest[index - 1] : 0
    }

    /// The bits of a range in one word.
    @inline(__always)
    private static func bits(_ range: Range<Int>, word: Int) -> UInt64 {
        let start = max(range.lowerBound - word << 6, 0)
        let end = min(range.upperBound - word << 6, 64)
        guard start < end else { return 0 }
        return (end == 64 ? ~0 : (1 << UInt64(end)) - 1) & (~0 << UInt64(start))
    }
}
