import CuckooTable
import TestSupport

/// Sets of signatures that a weak hash or a sloppy comparison would confuse. A member is a function of its rank, and
/// members of different ranks differ.
enum SignatureFamily: String, CaseIterable, Sendable {
    case sequential, equalLow, highOnlyTopBits, lowTopBits, strided, packedContexts, random

    func member(_ rank: Int) -> Signature {
        let rank = UInt64(rank)
        switch self {
        case .sequential: return Signature(low: rank, high: 0)
        case .equalLow: return Signature(low: 0xDEAD_BEEF_DEAD_BEEF, high: UInt32(rank))
        case .highOnlyTopBits: return Signature(low: 0, high: UInt32(rank).bitSwapped)
        case .lowTopBits: return Signature(low: rank << 44, high: 7)
        case .strided: return Signature(low: rank << 16, high: UInt32(rank & 3) << 24)
        case .packedContexts:
            return Signature(low: rank % 50 | (rank / 50 % 40) << 17 | (rank / 2000) << 40, high: 3 << 24)
        case .random:
            var generator = SeededGenerator(seed: rank &* 0x1234_5678_9ABC_DEF1)
            return Signature(
                low: generator.next(), high: UInt32(truncatingIfNeeded: generator.next() >> 1) & 0x7FFF_FFFF)
        }
    }
}

extension UInt32 {
    /// The bits in reverse order.
    fileprivate var bitSwapped: UInt32 {
        (0..<32).reduce(0) { $0 << 1 | (self >> UInt32($1)) & 1 }
    }
}
