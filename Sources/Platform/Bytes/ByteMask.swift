import CKernels

/// Comparisons of 64 bytes at once: bit i of a mask tells about byte i. Each reads 64 bytes, from any address.
public enum ByteMask {
    /// Bytes that one mask covers.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var width: Int { 64 }

    /// The bytes that are equal to `byte`.
    ///
    /// - Complexity: O(1), a few instructions.
    @inlinable @inline(__always)
    public static func equal(_ bytes: UnsafePointer<UInt8>, to byte: UInt8) -> UInt64 {
        ck_equal_mask64(bytes, byte)
    }

    /// The bytes from 0x80 up, which are not ASCII.
    ///
    /// - Complexity: O(1), a few instructions.
    @inlinable @inline(__always)
    public static func high(_ bytes: UnsafePointer<UInt8>) -> UInt64 { ck_high_mask64(bytes) }

    /// The bytes that are ASCII white space: 0x20 and 0x09 to 0x0D.
    ///
    /// - Complexity: O(1), a few instructions.
    @inlinable @inline(__always)
    public static func whiteSpace(_ bytes: UnsafePointer<UInt8>) -> UInt64 { ck_space_mask64(bytes) }

    /// The lowest `count` bits, all of them from 64 on.
    ///
    /// - Precondition: `count` is not negative.
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    public static func low(_ count: Int) -> UInt64 {
        count >= 64 ? .max : (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
    }
}
