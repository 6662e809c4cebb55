import DigitKeys

/// How much of the decoder's keys a search for the nearest one looks at. All of them are visited, whatever the search; what
/// differs is how early a key is left.
public enum KeyComparison: Sendable, Hashable {
    /// Every key is compared to its last digit.
    case whole
    /// The first digits of a key's numbers are compared, and the others only where those do not prove that it cannot be the
    /// nearest.
    case leading
    /// Keys are compared in blocks, and a block is left where its heaviest digits prove that none of its keys can be the
    /// nearest.
    case blocks
}

extension EmbeddingDecoder {
    /// How many keys a search for one position compares to their last digit, as ``KeyComparison/leading`` has it.
    ///
    /// - Parameters:
    ///   - sums: the position's sums of rows, with `fractionBits` binary digits after the point.
    ///   - start: what they are subtracted from.
    ///   - wanted: nearest keys that are looked for, 1 or 2.
    /// - Complexity: O(keys · digits).
    package func keysNotRuledOut(
        sums: UnsafePointer<Int16>, start: UnsafePointer<Int32>, fractionBits: Int, wanted: Int
    ) -> Int {
        var compared = 0
        EmbeddingSums(sums: sums, count: 1, start: .shared(start), fractionBits: fractionBits)
            .forEachEmbedding(embedding) { _, digits in
                compared = keys.keysNotRuledOut(for: digits, distance: distance, wanted: wanted)
            }
        return compared
    }
}
