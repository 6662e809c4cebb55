import Glibc

/// Searching bytes with the C library's vectorized routines.
public enum ByteScan {
    /// The offset of the first byte equal to `byte`, or nil.
    ///
    /// - Complexity: O(n), tens of bytes per cycle (`memchr`).
    public static func firstOffset(of byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let hit = memchr(base, Int32(byte), bytes.count) else {
            return nil
        }
        return UnsafeRawPointer(hit) - base
    }
}
