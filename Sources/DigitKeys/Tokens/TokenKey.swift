/// What tables compare instead of a token's text: up to 16 bytes are the text itself, of longer ones two hashes.
struct TokenKey: Hashable, BitwiseCopyable {
    var low: UInt64
    var high: UInt64
    /// One more than the number of bytes, `long` for more than 16 of them; 0 is no token.
    var size: UInt8

    /// Most bytes that a key holds as they are.
    static let longestInline = 16
    /// Size of the keys that do not hold the text: equal ones need not be equal tokens.
    static let long: UInt8 = 18

    /// A key from its parts.
    @inline(__always)
    init(low: UInt64, high: UInt64, size: UInt8) {
        self.low = low
        self.high = high
        self.size = size
    }

    /// The key of a token.
    ///
    /// - Parameter available: bytes that can be read from `token` on; 16 of them make it fast.
    @inline(__always)
    init(_ token: UnsafePointer<UInt8>, length: Int, available: Int) {
        guard length &- 1 < 16, length > 0, available >= Self.longestInline else {
            self = Self.key(of: UnsafeBufferPointer(start: token, count: length))
            return
        }
        let raw = UnsafeRawPointer(token)
        let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        let second = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        // Shifting by 64 is not possible, but a token that ends in one half has at least one byte there.
        let bits = UInt64(truncatingIfNeeded: length) &* 8
        low = bits < 64 ? first & (UInt64.max &>> (64 &- bits)) : first
        high = bits > 64 ? second & (UInt64.max &>> (128 &- bits)) : 0
        size = UInt8(truncatingIfNeeded: length &+ 1)
    }

    /// The key of any token.
    @inline(never)
    private static func key(of token: UnsafeBufferPointer<UInt8>) -> TokenKey {
        guard token.count <= longestInline else {
            let signature = TokenHash.signature(of: token, seed: 0)
            return TokenKey(
                low: signature.low,
                high: UInt64(signature.high) << 32 | UInt64(UInt32(truncatingIfNeeded: token.count)),
                size: long)
        }
        var (low, high): (UInt64, UInt64) = (0, 0)
        for (place, byte) in token.enumerated() {
            if place < 8 {
                low |= UInt64(byte) << UInt64(8 * place)
            } else {
                high |= UInt64(byte) << UInt64(8 * place - 64)
            }
        }
        return TokenKey(low: low, high: high, size: UInt8(token.count + 1))
    }

    /// The halves of a 64 × 64 → 128-bit product folded, after the manner of wyhash (Wang Yi).
    @inline(__always)
    func hash(seed: UInt64) -> UInt64 {
        let product = (low ^ seed).multipliedFullWidth(by: high ^ 0x9E37_79B9_7F4A_7C15 ^ (low &<< 1))
        return product.high ^ product.low
    }
}
