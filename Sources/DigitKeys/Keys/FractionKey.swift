/// Keys as fractions of a circle: 2^64 steps for the numbers from 0 to 1.
extension PackedKey {
    /// The first sixteen digits of `fraction` / 2^64.
    ///
    /// - Complexity: O(1).
    @inlinable
    public init(fraction: UInt64) {
        self.init(number: fraction.multipliedFullWidth(by: 10_000_000_000_000_000).high)
    }

    /// The smallest fraction whose first sixteen digits are these.
    ///
    /// - Complexity: O(1).
    public var fraction: UInt64 {
        // ⌈number · 2^64 / 10^16⌉
        let (quotient, remainder) = (10_000_000_000_000_000 as UInt64).dividingFullWidth((number, 0))
        return remainder == 0 ? quotient : quotient + 1
    }

    /// Eight keys at a time: the digits of eight fractions.
    ///
    /// The first eight digits are the whole part of `fraction · 10^8 / 2^64`, the next eight that of the remainder; each
    /// product is made of two 32×32→64 multiplications. Then fields are halved as in `eightDigits`.
    @inline(__always)
    static func bits(fractions: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let (first, rest) = leadingEight(fractions)
        let (second, _) = leadingEight(rest)
        return (eightDigits(first) &<< SIMD8<UInt64>(repeating: 32)) | eightDigits(second)
    }

    @inline(__always)
    private static func leadingEight(_ fractions: SIMD8<UInt64>) -> (
        whole: SIMD8<UInt64>, rest: SIMD8<UInt64>
    ) {
        let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
        let half = SIMD8<UInt64>(repeating: 32)
        let scale = SIMD8<UInt64>(repeating: 100_000_000)
        let lower = (fractions & low) &* scale
        // Below 2^32 · 10^8 < 2^59.
        let upper = (fractions &>> half) &* scale &+ (lower &>> half)
        return (upper &>> half, (upper &<< half) | (lower & low))
    }

    @inline(__always)
    private static func eightDigits(_ numbers: SIMD8<UInt64>) -> SIMD8<UInt64> {
        let low = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
        // Products of two words below 2^32, which is one multiplication.
        let quotients =
            ((numbers & low) &* SIMD8<UInt64>(repeating: 109_951_163)) &>> SIMD8<UInt64>(repeating: 40)
        let rest = numbers &- (quotients & low) &* SIMD8<UInt64>(repeating: 10_000)
        let fours = unsafeBitCast(
            rest | (quotients &<< SIMD8<UInt64>(repeating: 32)), to: SIMD16<UInt32>.self)
        let tall = unsafeBitCast(fours &* SIMD16<UInt32>(repeating: 10_486), to: SIMD8<UInt64>.self)
        let hundreds = unsafeBitCast(
            (tall &>> SIMD8<UInt64>(repeating: 20)) & SIMD8<UInt64>(repeating: 0x0000_007F_0000_007F),
            to: SIMD16<UInt32>.self)
        let twos = unsafeBitCast(
            fours &+ hundreds &* SIMD16<UInt32>(repeating: 65_536 - 100), to: SIMD32<UInt16>.self)
        let wide = unsafeBitCast(twos &* SIMD32<UInt16>(repeating: 103), to: SIMD8<UInt64>.self)
        let tens = unsafeBitCast(
            (wide &>> SIMD8<UInt64>(repeating: 10)) & SIMD8<UInt64>(repeating: 0x000F_000F_000F_000F),
            to: SIMD32<UInt16>.self)
        var packed = unsafeBitCast(twos &+ tens &* SIMD32<UInt16>(repeating: 6), to: SIMD8<UInt64>.self)
        packed =
            (packed | (packed &>> SIMD8<UInt64>(repeating: 8)))
            & SIMD8<UInt64>(repeating: 0x0000_FFFF_0000_FFFF)
        return (packed | (packed &>> SIMD8<UInt64>(repeating: 16))) & low
    }
}
