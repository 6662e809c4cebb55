/// Finds the first byte that is not well-formed UTF-8 (The Unicode Standard, table 3-7).
///
/// Overlong forms, surrogates (U+D800…U+DFFF), values above U+10FFFF, stray continuation bytes and truncated
/// sequences are all rejected.
public enum UTF8Check {
    /// The offset at which the first ill-formed sequence starts, or nil when all bytes are well-formed.
    ///
    /// Everything before the offset is valid text. A sequence that is cut off is reported at its first byte.
    ///
    /// - Complexity: O(n); runs of ASCII are passed eight bytes at a time.
    public static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let raw = UnsafeRawPointer(base)
        let count = bytes.count
        var offset = 0
        while offset < count {
            while count - offset >= 8,
                raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                offset &+= 8
            }
            guard offset < count else { return nil }
            if base[offset] < 0x80 {
                offset &+= 1
                continue
            }
            let length = sequenceLength(base + offset, available: count - offset)
            guard length > 0 else { return offset }
            offset &+= length
        }
        return nil
    }

    /// The length of the well-formed sequence of two to four bytes at `start`, or 0 if there is none.
    private static func sequenceLength(_ start: UnsafePointer<UInt8>, available: Int) -> Int {
        // The second byte's range depends on the first: that is what excludes overlong forms and surrogates.
        let length: Int
        let second: ClosedRange<UInt8>
        switch start[0] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard available >= length, second.contains(start[1]) else { return 0 }
        for index in 2..<max(length, 2) where start[index] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
