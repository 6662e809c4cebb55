/// Vector operations on 64 bytes or 32 words that the standard library's SIMD types have as loops over lanes: bitwise ones go
/// through eight words of 64 bits, where they are instructions.
typealias Bytes = SIMD64<UInt8>
typealias Words = SIMD32<UInt16>

@inline(__always)
private func bits(_ bytes: Bytes) -> SIMD8<UInt64> { unsafeBitCast(bytes, to: SIMD8<UInt64>.self) }

@inline(__always)
private func bytes(_ bits: SIMD8<UInt64>) -> Bytes { unsafeBitCast(bits, to: Bytes.self) }

/// Costs of 64 keys at one digit place, and sums of them.
enum PlaneLanes {
    @inline(__always)
    static func load(_ planes: UnsafePointer<UInt8>) -> Bytes {
        UnsafeRawPointer(planes).loadUnaligned(as: Bytes.self)
    }

    /// `|q − k|`: of both differences modulo 256 the smaller, since digits are at most 9.
    @inline(__always)
    static func apart(_ query: Bytes, _ keys: Bytes) -> Bytes {
        let down = query &- keys
        let upward = keys &- query
        let isSmaller = unsafeBitCast(down .< upward, to: SIMD8<UInt64>.self)
        return bytes((bits(down) & isSmaller) | (bits(upward) & ~isSmaller))
    }

    /// `value` where the digits differ, else 0.
    @inline(__always)
    static func differing(_ query: Bytes, _ keys: Bytes, _ value: Bytes) -> Bytes {
        bytes(unsafeBitCast(query .!= keys, to: SIMD8<UInt64>.self) & bits(value))
    }

    /// The even bytes as words.
    @inline(__always)
    static func even(_ sum: Bytes) -> Words {
        unsafeBitCast(bits(sum) & SIMD8<UInt64>(repeating: 0x00FF_00FF_00FF_00FF), to: Words.self)
    }

    /// The odd bytes as words.
    @inline(__always)
    static func odd(_ sum: Bytes) -> Words {
        let shifted = bits(sum) &>> SIMD8<UInt64>(repeating: 8)
        return unsafeBitCast(shifted & SIMD8<UInt64>(repeating: 0x00FF_00FF_00FF_00FF), to: Words.self)
    }

    @inline(__always)
    static func isAnySet(_ mask: SIMD8<UInt64>) -> Bool {
        let half = mask.lowHalf | mask.highHalf
        let quarter = half.lowHalf | half.highHalf
        return quarter[0] | quarter[1] != 0
    }

    @inline(__always)
    static func isAny(_ even: Words, _ odd: Words, atMost limit: UInt16) -> Bool {
        let limits = Words(repeating: limit)
        let evens = unsafeBitCast(even .<= limits, to: SIMD8<UInt64>.self)
        let odds = unsafeBitCast(odd .<= limits, to: SIMD8<UInt64>.self)
        return isAnySet(evens | odds)
    }
}
