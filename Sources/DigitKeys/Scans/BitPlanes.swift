import Platform

/// Keys of sixteen digits as planes of bits: 512 keys a vector, four bits a digit, for weights 2^15, …, 2, 1 and a penalty of at
/// most 7.
///
/// Distances are summed bit by bit with logical instructions alone, the lightest digit first. With `c ≤ 9 + 7 = 16` the
/// cost of a digit and `r` what is carried, `r + c` gives one final bit of the distance and the next `r = ⌊(r + c) / 2⌋ ≤ 16`: five bits of
/// carry are enough. Bits come in rising order, so the comparison with the ceiling goes along with them.
struct BitPlanes: Sendable {
    /// Keys in a block.
    static let lanes = 512
    private static let digits = 16
    private let count: Int
    /// Block after block, digit after digit, the lowest bit first: eight words each.
    private let words: Slab<UInt64>

    /// Whether the keys and the distance are what this form is for.
    static func fits(_ distance: DigitDistance) -> Bool {
        distance.shape == .line && distance.penalty <= 7
            && distance.weights == (0..<digits).map { 1 << UInt64(digits - 1 - $0) }
    }

    /// - Complexity: O(keys · digits).
    init(_ keys: KeyPlanes) {
        count = keys.count
        let blocks = (keys.count + Self.lanes - 1) / Self.lanes
        words = Slab(count: blocks * Self.digits * 32) { words in
            for digit in 0..<Self.digits {
                let plane = keys.digits.base + digit * keys.stride
                for key in 0..<keys.count {
                    let first = (key / Self.lanes * Self.digits + digit) * 32 + key % Self.lanes / 64
                    for bit in 0..<4 where plane[key] >> UInt8(bit) & 1 != 0 {
                        words[first + 8 * bit] |= 1 << UInt64(key % 64)
                    }
                }
            }
        }
    }

    /// A query: each bit of its digits, of the penalty and of the ceiling as a whole word, in memory of the caller's.
    struct Query {
        /// Words of memory.
        static let size = 64 + 3 + 21
        private let digits: UnsafeMutablePointer<UInt64>
        private var ceiling: UnsafeMutablePointer<UInt64> { digits + 67 }
        /// Leading digits that must be equal, since a difference in one of them alone exceeds the ceiling.
        private(set) var equalDigits = 0
        private let smallest: UInt64

        /// - Parameter memory: room for `size` words.
        init(_ query: UnsafePointer<UInt8>, penalty: UInt64, memory: UnsafeMutablePointer<UInt64>) {
            digits = memory
            smallest = penalty + 1
            for index in 0..<64 { memory[index] = Self.mask(UInt64(query[index / 4]) >> UInt64(index % 4)) }
            for index in 0..<3 { memory[64 + index] = Self.mask(penalty >> UInt64(index)) }
        }

        /// Looks for keys at distances of at most `ceiling` from here on.
        mutating func lower(to ceiling: UInt64) {
            let reachable = min(ceiling, 1 << 21 - 1)
            for index in 0..<21 { self.ceiling[index] = Self.mask(reachable >> UInt64(index)) }
            equalDigits = 0
            while equalDigits < 16 && smallest << UInt64(15 - equalDigits) > ceiling { equalDigits += 1 }
        }

        fileprivate var isPenaltyFourOrNone: Bool { smallest == 1 || smallest == 5 }

        @inline(__always)
        fileprivate func word(_ index: Int) -> SIMD8<UInt64> { SIMD8<UInt64>(repeating: digits[index]) }

        /// All ones when the lowest bit is set.
        private static func mask(_ bits: UInt64) -> UInt64 { 0 &- (bits & 1) }
    }

    /// The keys of `block` that share the query's leading digits, or none of them.
    @inline(__always)
    func hasCandidates(_ query: Query, block: Int) -> Bool {
        let words = UnsafeRawPointer(self.words.base + block * Self.digits * 32)
        var differing = SIMD8<UInt64>.zero
        for index in 0..<4 * query.equalDigits {
            let keys = words.load(fromByteOffset: 64 * index, as: SIMD8<UInt64>.self)
            differing |= keys ^ query.word(index)
        }
        return PlaneLanes.isAnySet(~differing)
    }

    /// The keys of `block` whose distance is at most the ceiling, a bit each.
    @inline(__always)
    func within(_ query: Query, block: Int) -> SIMD8<UInt64> {
        // A penalty of 4, the usual one, or 0 needs a third of the additions.
        query.isPenaltyFourOrNone
            ? within(query, block: block, hasLowPenaltyBits: false)
            : within(query, block: block, hasLowPenaltyBits: true)
    }

    @inline(__always)
    private func within(_ query: Query, block: Int, hasLowPenaltyBits: Bool) -> SIMD8<UInt64> {
        let words = UnsafeRawPointer(self.words.base + block * Self.digits * 32)
        let (p0, p1, p2) = (query.word(64), query.word(65), query.word(66))
        var (r0, r1, r2) = (SIMD8<UInt64>.zero, SIMD8<UInt64>.zero, SIMD8<UInt64>.zero)
        var (r3, r4) = (SIMD8<UInt64>.zero, SIMD8<UInt64>.zero)
        var isWithin = SIMD8<UInt64>(repeating: ~0)
        for bit in 0..<Self.digits {
            let first = 4 &* (Self.digits &- 1 &- bit)
            let digit = words + 64 &* first
            // k − q with a borrow, then its absolute value: a negative number's bits above its lowest one flip.
            let (k0, q0) = (digit.load(as: SIMD8<UInt64>.self), query.word(first))
            let (d0, b1) = (k0 ^ q0, ~k0 & q0)
            let (d1, b2) = Self.subtract(
                digit.load(fromByteOffset: 64, as: SIMD8<UInt64>.self), query.word(first &+ 1), b1)
            let (d2, b3) = Self.subtract(
                digit.load(fromByteOffset: 128, as: SIMD8<UInt64>.self), query.word(first &+ 2), b2)
            let (d3, isNegative) = Self.subtract(
                digit.load(fromByteOffset: 192, as: SIMD8<UInt64>.self), query.word(first &+ 3), b3)
            let any1 = d0 | d1
            let any2 = any1 | d2
            let differs = any2 | d3
            let a1 = d1 ^ (isNegative & d0)
            let a2 = d2 ^ (isNegative & any1)
            let a3 = d3 ^ (isNegative & any2)
            // The penalty on top.
            var (c0, c1, y2) = (d0, a1, SIMD8<UInt64>.zero)
            if hasLowPenaltyBits {
                let t0 = differs & p0
                c0 = d0 ^ t0
                (c1, y2) = Self.add(a1, differs & p1, d0 & t0)
            }
            let (c2, y3) = Self.add(a2, differs & p2, y2)
            let (c3, c4) = (a3 ^ y3, a3 & y3)
            // What is carried on top: the lowest bit is final.
            let final = r0 ^ c0
            let (s1, z2) = Self.add(r1, c1, r0 & c0)
            let (s2, z3) = Self.add(r2, c2, z2)
            let (s3, z4) = Self.add(r3, c3, z3)
            let (s4, z5) = Self.add(r4, c4, z4)
            (r0, r1, r2, r3, r4) = (s1, s2, s3, s4, z5)
            isWithin = Self.compare(final, query.word(67 &+ bit), isWithin)
        }
        isWithin = Self.compare(r0, query.word(83), isWithin)
        isWithin = Self.compare(r1, query.word(84), isWithin)
        isWithin = Self.compare(r2, query.word(85), isWithin)
        isWithin = Self.compare(r3, query.word(86), isWithin)
        return Self.compare(r4, query.word(87), isWithin)
    }

    // Three instructions each: with `x = a ^ b` known, the carry is a choice by `x`, written as the exchange of bits that
    // the compiler knows as one instruction.

    @inline(__always)
    private static func add(
        _ a: SIMD8<UInt64>, _ b: SIMD8<UInt64>, _ carry: SIMD8<UInt64>
    ) -> (sum: SIMD8<UInt64>, carry: SIMD8<UInt64>) {
        let differ = a ^ b
        return (differ ^ carry, ((carry ^ a) & differ) ^ a)
    }

    @inline(__always)
    private static func subtract(
        _ a: SIMD8<UInt64>, _ b: SIMD8<UInt64>, _ borrow: SIMD8<UInt64>
    ) -> (difference: SIMD8<UInt64>, borrow: SIMD8<UInt64>) {
        let differ = a ^ b
        return (differ ^ borrow, ((b ^ borrow) & differ) ^ borrow)
    }

    /// Whether a number is at most another one, from the lowest bit up: a higher bit that differs decides.
    @inline(__always)
    private static func compare(
        _ bit: SIMD8<UInt64>, _ limit: SIMD8<UInt64>, _ lower: SIMD8<UInt64>
    ) -> SIMD8<UInt64> {
        ((limit ^ lower) & (bit ^ limit)) ^ lower
    }
}
