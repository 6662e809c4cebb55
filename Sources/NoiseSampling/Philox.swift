/// Philox4x32-10, a counter-based generator: sixty-four bits of key and a 128-bit counter give four random words.
///
/// Any word of any stream can be had at once, so a noise vector can be stored as a seed and a counter, and no
/// result depends on which thread drew it.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
/// doi:10.1145/2063384.2063405; checked against the vectors published with Random123.
public enum Philox {
    @usableFromInline static let multiplier0: UInt32 = 0xD251_1F53
    @usableFromInline static let multiplier1: UInt32 = 0xCD9E_8D57
    @usableFromInline static let weyl0: UInt32 = 0x9E37_79B9
    @usableFromInline static let weyl1: UInt32 = 0xBB67_AE85
    @usableFromInline static let rounds = 10

    /// The four words of one block.
    ///
    /// - Parameters:
    ///   - counter: four words, the least significant first.
    ///   - key: two words, the least significant first.
    /// - Complexity: O(1), twenty 32×32→64 multiplications.
    @inlinable
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
        var (k0, k1) = (key.x, key.y)
        for _ in 0..<rounds {
            let product0 = UInt64(multiplier0) &* UInt64(c0)
            let product1 = UInt64(multiplier1) &* UInt64(c2)
            let next0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ k0
            let next2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ k1
            c1 = UInt32(truncatingIfNeeded: product1)
            c3 = UInt32(truncatingIfNeeded: product0)
            (c0, c2) = (next0, next2)
            k0 &+= weyl0
            k1 &+= weyl1
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
