/// A named, endless sequence of random words: word `4·i + j` is lane `j` of the Philox block with counter `i`.
///
/// Two streams with another seed or another number are independent. Reading costs the same at any place.
@frozen
public struct NoiseStream: Sendable, Hashable {
    /// The seed shared by everything that must be reproduced together.
    public let seed: UInt64
    /// Which of the seed's 2^64 streams this is.
    public let number: UInt64

    /// The stream `number` of `seed`.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(seed: UInt64, number: UInt64) {
        self.seed = seed
        self.number = number
    }

    /// Four uniform 32-bit words.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func block(_ counter: UInt64) -> SIMD4<UInt32> {
        Philox.block(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
                UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    }

    /// Word `index` of the stream.
    ///
    /// - Complexity: O(1).
    @inlinable
    public func word(_ index: UInt64) -> UInt32 {
        block(index >> 2)[Int(index & 3)]
    }

    /// A whole number in `0 ..< bound`, by the multiply-and-shift map; its bias is below `bound / 2^32`.
    ///
    /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019, without the rejection
    /// step, so that one word always makes one number.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static func scale(_ word: UInt32, below bound: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: (UInt64(word) &* UInt64(bound)) >> 32)
    }
}
