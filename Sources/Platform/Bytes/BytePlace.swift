/// Where a piece of text stands in a buffer of less than 4 GiB: half the size of a `Range<Int>`.
@frozen
public struct BytePlace: Sendable, Hashable, BitwiseCopyable {
    /// Offset of the first byte.
    public var offset: UInt32
    /// Number of bytes.
    public var length: UInt32

    /// The longest buffer in which places can stand.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var longestBuffer: Int { Int(UInt32.max) }

    /// A place from its parts.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    /// The place of a range that lies in a buffer no longer than `longestBuffer`.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public init(_ range: Range<Int>) {
        offset = UInt32(truncatingIfNeeded: range.lowerBound)
        length = UInt32(truncatingIfNeeded: range.upperBound &- range.lowerBound)
    }

    /// Offset of the first byte.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public var start: Int { Int(truncatingIfNeeded: offset) }

    /// Offset past the last byte.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public var end: Int { Int(truncatingIfNeeded: offset) &+ Int(truncatingIfNeeded: length) }

    /// The bytes' range.
    ///
    /// - Complexity: O(1).
    @inlinable
    public var range: Range<Int> { start..<end }
}
