/// Sixteen decimal digits in one word, four bits each, the first digit in the highest bits (binary-coded decimal).
///
/// Words compare as the numbers they spell, and every word that can be made holds digits from 0 to 9 only, so that
/// searches need not check their queries. Keys of fewer than sixteen digits stand at the right, after zeros.
@frozen
public struct PackedKey: Sendable, Hashable, Comparable {
    /// The digits, four bits each.
    public let bits: UInt64

    /// Takes over bits that are known to be digits.
    @inlinable
    init(trusted bits: UInt64) { self.bits = bits }

    /// The digits of `number`; digits beyond the sixteenth are lost.
    ///
    /// - Complexity: O(1), about thirty instructions.
    @inlinable
    public init(number: UInt64) {
        let number = number < 10_000_000_000_000_000 ? number : number % 10_000_000_000_000_000
        let high = number / 100_000_000
        bits = Self.eightDigits(high) << 32 | Self.eightDigits(number &- high &* 100_000_000)
    }

    /// The digits as they stand, the first one leading; a missing rest is filled with zeros at the left.
    ///
    /// - Precondition: at most sixteen digits, each from 0 to 9.
    /// - Complexity: O(digits).
    public init(digits: some Collection<UInt8>) {
        precondition(
            digits.count <= 16 && digits.allSatisfy { $0 <= 9 },
            "a packed key has up to 16 digits from 0 to 9")
        bits = digits.reduce(0) { $0 << 4 | UInt64($1) }
    }

    /// The number that the digits spell.
    ///
    /// - Complexity: O(1).
    public var number: UInt64 { digits.reduce(0) { $0 * 10 + UInt64($1) } }

    /// All sixteen digits, the first one leading.
    ///
    /// - Complexity: O(1).
    public var digits: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: bits >> UInt64(60 - 4 * $0) & 15) }
    }

    /// Order of the numbers.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static func < (first: Self, second: Self) -> Bool { first.bits < second.bits }

    /// Eight digits of a number below 10^8. Every step halves the fields: 8 → 2 × 4 → 4 × 2 → 8 × 1 digits. The
    /// multiplications replace divisions: ⌊x·109951163 / 2^40⌋ = ⌊x/10^4⌋ below 10^8, ⌊x·10486 / 2^20⌋ = ⌊x/100⌋
    /// below 10^4, ⌊x·103 / 2^10⌋ = ⌊x/10⌋ below 100; no product leaves its field.
    @inlinable
    static func eightDigits(_ number: UInt64) -> UInt64 {
        let fours = number &+ ((number &* 109_951_163) &>> 40) &* ((1 << 32) - 10_000)
        let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007F_0000_007F
        let twos = fours &+ hundreds &* ((1 << 16) - 100)
        let tens = (twos &* 103) &>> 10 & 0x000F_000F_000F_000F
        var packed = twos &+ tens &* 6
        packed = (packed | packed &>> 8) & 0x0000_FFFF_0000_FFFF
        return (packed | packed &>> 16) & 0xFFFF_FFFF
    }
}
