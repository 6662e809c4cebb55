import Platform

/// Finds the first byte that is not well-formed UTF-8 (The Unicode Standard, table 3-7).
///
/// Overlong forms, surrogates (U+D800…U+DFFF), values above U+10FFFF, stray continuation bytes and truncated
/// sequences are all rejected.
public enum UTF8Check {
    /// The offset at which the first ill-formed sequence starts, or nil when all bytes are well-formed.
    ///
    /// Everything before the offset is valid text. A sequence that is cut off is reported at its first byte.
    ///
    /// - Complexity: O(n); runs of ASCII are passed 64 bytes at a time.
    public static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let count = bytes.count
        var offset = 0
        while offset < count {
            if count &- offset >= ByteMask.width {
                let run = ByteMask.high(base + offset).trailingZeroBitCount
                offset &+= run
                if run == ByteMask.width { continue }
            }
            // Here stands a byte that is not ASCII, or one of the last 64. Runs of either are left to this loop.
            while offset < count {
                let length =
                    count &- offset >= 4
                    ? sequenceLength(base + offset)
                    : sequenceLength(base + offset, available: count &- offset)
                guard length > 0 else { return offset }
                offset &+= length
                if length == 1 && count &- offset >= ByteMask.width { break }
            }
        }
        return nil
    }

    /// The length of the well-formed sequence at `start`, of which four bytes can be read, or 0 if there is none.
    @inline(__always)
    private static func sequenceLength(_ start: UnsafePointer<UInt8>) -> Int {
        let word = UInt32(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt32.self))
        if word & 0x80 == 0 { return 1 }
        // Lead and continuation bits first; then the bits that overlong forms leave empty, and those of surrogates
        // and of values that are too large.
        if word & 0xC0E0 == 0x80C0 { return word & 0x1E != 0 ? 2 : 0 }
        if word & 0xC0_C0F0 == 0x80_80E0 {
            let top = word & 0x200F
            return top != 0 && top != 0x200D ? 3 : 0
        }
        guard word & 0xC0C0_C0F8 == 0x8080_80F0 else { return 0 }
        let top = word & 0x3007
        return top != 0 && (top & 4 == 0 || top == 4) ? 4 : 0
    }

    /// The same for a sequence that may be cut off.
    private static func sequenceLength(_ start: UnsafePointer<UInt8>, available: Int) -> Int {
        // Zeros after the end never continue a sequence.
        var bytes: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        return withUnsafeMutableBytes(of: &bytes) { bytes in
            for index in 0..<min(available, 4) { bytes[index] = start[index] }
            guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return 0 }
            return sequenceLength(base)
        }
    }
}
