/// Splits UTF-8 text into extended grapheme clusters, the characters a reader sees (Unicode Standard Annex 29).
///
/// The clusters are exactly Swift's: those of `Array(String(decoding: bytes, as: UTF8.self))`. Most text never
/// needs Swift's breaking algorithm: between two *plain* scalars there is always a boundary (rule GB999, and GB5
/// for line feeds), where plain means that the scalar neither attaches to a neighbour nor controls one. The rest
/// is handed to `String` in pieces that start and end at such boundaries, and no rule looks across one.
public enum GraphemeClusters {
    /// Calls `body` with the byte range of each cluster, in order.
    ///
    /// For bytes that are not valid UTF-8 (see ``UTF8Check``) the ranges still cover all bytes without gap or
    /// overlap, but where they are cut is unspecified.
    ///
    /// - Complexity: O(n), without allocating for plain text.
    @inlinable
    public static func forEachCluster(
        in bytes: UnsafeBufferPointer<UInt8>,
        _ body: (Range<Int>) -> Void
    ) {
        guard let base = bytes.baseAddress else { return }
        let count = bytes.count
        var start = 0
        while start < count {
            // Between two ASCII characters there is always a boundary, except inside CR LF.
            while start &+ 1 < count, base[start] | base[start &+ 1] < 0x80, base[start] != 0x0D {
                body(Range(uncheckedBounds: (start, start &+ 1)))
                start &+= 1
            }
            start = forFirstClusters(in: base, start, count, body)
        }
    }

    /// Calls `body` with the cluster at `start`, and with those after it that had to be found together with it.
    ///
    /// - Returns: where the next cluster starts.
    @inlinable @inline(__always)
    static func forFirstClusters(
        in base: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ body: (Range<Int>) -> Void
    ) -> Int {
        let length = plainClusterLength(base, start, count)
        guard length > 0 else { return breakPiece(base, start, count, body) }
        body(Range(uncheckedBounds: (start, start &+ length)))
        return start &+ length
    }

    /// The byte ranges of all clusters.
    ///
    /// - Complexity: O(n).
    public static func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(bytes.count)
        forEachCluster(in: bytes) { ranges.append($0) }
        return ranges
    }

    /// The length of the scalar at `start` if it and what follows are plain, so that it is a cluster; else 0.
    @usableFromInline
    static func plainClusterLength(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        let length = plainLength(base, start, count)
        guard length > 0 else { return 0 }
        let next = start &+ length
        return next == count || plainLength(base, next, count) > 0 ? length : 0
    }

    /// Breaks the piece from `start` to the next boundary between plain scalars as Swift does.
    ///
    /// - Returns: The end of the piece.
    @usableFromInline
    static func breakPiece(
        _ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int, _ body: (Range<Int>) -> Void
    ) -> Int {
        let end = endOfComplexPiece(base, start, count)
        let text = String(
            decoding: UnsafeBufferPointer(start: base + start, count: end - start), as: UTF8.self)
        var from = start
        for character in text {
            // Only invalid bytes, which `String` has replaced, can make the lengths disagree.
            let to = min(from &+ character.utf8.count, end)
            guard from < to else { break }
            body(from..<to)
            from = to
        }
        if from < end { body(from..<end) }
        return end
    }

    /// The first boundary after `start` that lies between two plain scalars, or the end.
    private static func endOfComplexPiece(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var position = start
        var previousIsPlain = false
        while position < count {
            let length = plainLength(base, position, count)
            if length > 0 {
                if previousIsPlain { return position }
                previousIsPlain = true
                position &+= length
            } else {
                previousIsPlain = false
                position &+= 1
                while position < count, base[position] & 0xC0 == 0x80 { position &+= 1 }
            }
        }
        return count
    }

    /// The length in bytes of the plain scalar at `position`, or 0 if what stands there is not plain.
    ///
    /// Plain are the ASCII characters except carriage return (which joins a line feed), the other controls before
    /// U+0300 (which part from everything), and blocks in which every scalar has the break property Other, or is a
    /// precomposed Hangul syllable, which attaches only to jamo: Latin, Greek, Cyrillic, Armenian and Hebrew letters,
    /// dashes and quotation marks, kana, Chinese characters, Yi, Hangul.
    @inline(__always)
    private static func plainLength(_ base: UnsafePointer<UInt8>, _ position: Int, _ count: Int) -> Int {
        let first = base[position]
        if first < 0x80 { return first == 0x0D ? 0 : 1 }
        guard first >= 0xC2, position &+ 1 < count, base[position &+ 1] & 0xC0 == 0x80 else { return 0 }
        let tail = UInt32(base[position &+ 1] & 0x3F)
        if first < 0xE0 {
            let scalar = UInt32(first & 0x1F) << 6 | tail
            return scalar < 0x300 || (0x370...0x482).contains(scalar) || (0x48A...0x590).contains(scalar)
                || (0x5D0...0x5EA).contains(scalar) ? 2 : 0
        }
        guard first < 0xF0, position &+ 2 < count, base[position &+ 2] & 0xC0 == 0x80 else { return 0 }
        // Chinese characters from U+4000 and Hangul syllables from U+B000 to U+CFFF: whole lead bytes.
        if (first >= 0xE4 && first <= 0xE9) || first == 0xEB || first == 0xEC { return 3 }
        let scalar = UInt32(first & 0x0F) << 12 | tail << 6 | UInt32(base[position &+ 2] & 0x3F)
        return (0x3400...0xA4CF).contains(scalar) || (0xAC00...0xD7A3).contains(scalar)
            || (0x3041...0x3096).contains(scalar) || (0x30A0...0x30FF).contains(scalar)
            || (0x2010...0x2027).contains(scalar) || (0x3000...0x3029).contains(scalar)
            || (0x1E00...0x1FFF).contains(scalar) ? 3 : 0
    }
}
