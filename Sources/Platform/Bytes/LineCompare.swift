import CKernels

/// Bit i of the answer is set when word i of the eight at `line` equals `word`.
///
/// - Parameter line: eight words that can be read.
/// - Complexity: O(1): one comparison of a cache line, inlined into the caller's module.
@inlinable @inline(__always)
public func equalWords(of8 line: UnsafePointer<UInt64>, to word: UInt64) -> UInt32 {
    ck_equal_64x8(line, word)
}

/// Bit i of the answer is set when word i of the four at `words` equals `word`.
///
/// - Parameter words: four words that can be read.
/// - Complexity: O(1), inlined into the caller's module.
@inlinable @inline(__always)
public func equalWords(of4 words: UnsafePointer<UInt32>, to word: UInt32) -> UInt32 {
    ck_equal_32x4(words, word)
}
