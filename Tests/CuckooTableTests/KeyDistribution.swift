import TestSupport

/// Sets of keys that an order-preserving table finds easy, hard or impossible to keep in order. A key is a function of
/// its rank, and keys of different ranks below 2^20 differ.
enum KeyDistribution: String, CaseIterable, Sendable {
    case sequential, descending, strided, equalHighBits, bitReversed, canonical, packedDecimal, clustered,
        twoEnds,
        powers, random

    /// Whether the keys are spread so evenly that the narrow window takes them.
    var isEven: Bool {
        switch self {
        case .sequential, .descending, .strided, .equalHighBits, .canonical, .random: true
        case .bitReversed, .packedDecimal, .clustered, .twoEnds, .powers: false
        }
    }

    func key(_ rank: Int) -> UInt64 {
        let rank = UInt64(rank)
        let uniform = Self.uniform(rank)
        switch self {
        case .sequential: return rank
        case .descending: return .max - rank
        case .strided: return rank &* 0x10_0001
        case .equalHighBits: return 0xABCD_EF01 << 32 | (rank &* 0x9E37_79B1) & 0xFFFF_FFFF
        case .bitReversed: return Self.reversed(rank)
        case .canonical: return uniform.multipliedFullWidth(by: 10_000_000_000_000_000).high
        case .packedDecimal:
            return Self.packedDecimal(uniform.multipliedFullWidth(by: 10_000_000_000_000_000).high)
        // Sixteen crowds of neighbours, far from each other.
        case .clustered: return Self.uniform(rank & 15) &+ (rank >> 4)
        case .twoEnds: return rank & 1 == 0 ? rank >> 1 : .max - (rank >> 1)
        // Every scale has as many keys as every other.
        case .powers: return ((uniform | 1 << 63) >> (rank & 31)) ^ ((rank << 1) & 0xFFFF)
        case .random: return uniform
        }
    }

    private static func uniform(_ rank: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: rank &* 0x1234_5678_9ABC_DEF1)
        return generator.next()
    }

    private static func reversed(_ word: UInt64) -> UInt64 {
        (0..<64).reduce(0) { $0 << 1 | (word >> UInt64($1)) & 1 }
    }

    /// Sixteen decimal digits, four bits each.
    private static func packedDecimal(_ number: UInt64) -> UInt64 {
        var (rest, packed) = (number, UInt64(0))
        for digit in 0..<16 {
            packed |= (rest % 10) << UInt64(4 * digit)
            rest /= 10
        }
        return packed
    }
}
