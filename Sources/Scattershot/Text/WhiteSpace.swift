/// Tells white space (the Unicode property White_Space, PropList.txt) from other text.
public enum WhiteSpace {
    /// Whether every scalar of a non-empty piece of UTF-8 is white space.
    ///
    /// A space with a combining mark is therefore not white space. Invalid bytes are not white space.
    ///
    /// - Parameter cluster: The bytes, usually of one grapheme cluster.
    /// - Complexity: O(n); at most one comparison for a cluster that starts with an ASCII letter.
    public static func isWhiteSpace(_ cluster: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = cluster.baseAddress, cluster.count > 0 else { return false }
        var position = 0
        while position < cluster.count {
            let length = length(base + position, available: cluster.count - position)
            guard length > 0 else { return false }
            position &+= length
        }
        return true
    }

    /// Whether the cluster at `range` of a buffer is white space; see ``isWhiteSpace(_:)``.
    ///
    /// - Precondition: The range lies inside the buffer.
    @inlinable
    public static func isWhiteSpace(_ bytes: UnsafeBufferPointer<UInt8>, at range: Range<Int>) -> Bool {
        if range.count == 1, bytes[range.lowerBound] > 0x20 { return false }
        return isWhiteSpace(UnsafeBufferPointer(rebasing: bytes[range]))
    }

    /// The length in bytes of the white space scalar at `start`, or 0 if there is none.
    private static func length(_ start: UnsafePointer<UInt8>, available: Int) -> Int {
        let first = start[0]
        if first < 0x80 { return first == 0x20 || (first >= 0x09 && first <= 0x0D) ? 1 : 0 }
        if first == 0xC2 {
            // U+0085 and U+00A0.
            return available >= 2 && (start[1] == 0x85 || start[1] == 0xA0) ? 2 : 0
        }
        guard first >= 0xE1, first <= 0xE3, available >= 3 else { return 0 }
        let isSpace =
            switch (first, start[1]) {
            case (0xE1, 0x9A), (0xE3, 0x80): start[2] == 0x80  // U+1680, U+3000
            case (0xE2, 0x80):
                // U+2000…U+200A, U+2028, U+2029, U+202F.
                (start[2] >= 0x80 && start[2] <= 0x8A) || start[2] == 0xA8 || start[2] == 0xA9
                    || start[2] == 0xAF
            case (0xE2, 0x81): start[2] == 0x9F  // U+205F
            default: false
            }
        return isSpace ? 3 : 0
    }
}
