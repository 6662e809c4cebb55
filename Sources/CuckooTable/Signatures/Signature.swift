/// Ninety-six bits that stand for one thing and no other: a context (layer and token indices, packed), or a
/// key of the user's making. Tables store all of them, so a look-up has no false hits.
@frozen
public struct Signature: Sendable, Hashable, BitwiseCopyable {
    /// Bits 0 to 63.
    public var low: UInt64
    /// Bits 64 to 95.
    public var high: UInt32

    /// A signature from its bits.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(low: UInt64, high: UInt32) {
        self.low = low
        self.high = high
    }

    /// The signature that no table holds: looking it up costs no memory access and finds nothing.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var absent: Signature { Signature(low: .max, high: .max) }

    /// True for `absent`.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var isAbsent: Bool { high == .max && low == .max }

    /// Sixty-four well mixed bits: two rounds of xor-shift and multiply.
    ///
    /// - Complexity: O(1).
    @inlinable
    func mixed(seed: UInt64) -> UInt64 {
        var x = low ^ seed
        x = (x ^ (x >> 32)) &* 0xD6E8_FEB8_6659_FD93
        x ^= UInt64(high) &* 0x9FB2_1C65_1E98_DF25
        x = (x ^ (x >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return x ^ (x >> 32)
    }
}
