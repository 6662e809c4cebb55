import CuckooTable

/// Ninety-six bits from the bytes of a token. Equal bytes give equal bits; a dictionary compares the bytes as well,
/// so different tokens with equal bits are told apart.
enum TokenHash {
    /// Eight bytes at a time through a 64 × 64 → 128-bit multiplication whose halves are folded, after the manner
    /// of wyhash (Wang Yi).
    static func signature(of bytes: UnsafeBufferPointer<UInt8>, seed: UInt64) -> Signature {
        let raw = UnsafeRawBufferPointer(bytes)
        var low = seed ^ 0x9E37_79B9_7F4A_7C15
        var high = UInt64(truncatingIfNeeded: bytes.count) &* 0xC2B2_AE3D_27D4_EB4F
        var offset = 0
        while offset < raw.count {
            let word: UInt64
            if raw.count - offset >= 8 {
                word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
            } else {
                var rest: UInt64 = 0
                for index in offset..<raw.count { rest = rest << 8 | UInt64(raw[index]) }
                word = rest
            }
            low = fold(low ^ word, 0xA076_1D64_78BD_642F)
            high = fold(high ^ word ^ 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3)
            offset += 8
        }
        // The top bit is cleared, so that no token has the absent signature.
        return Signature(
            low: fold(low, 0xD6E8_FEB8_6659_FD93),
            high: UInt32(truncatingIfNeeded: fold(high, 0x5899_65CC_7537_4CC3)) & 0x7FFF_FFFF)
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
