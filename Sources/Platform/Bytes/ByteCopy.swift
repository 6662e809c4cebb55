import CKernels

/// Copying short pieces of text without a loop or a call.
public enum ByteCopy {
    /// Bytes past the end of a piece that are read, and those past the end of its copy that are written.
    ///
    /// - Complexity: O(1).
    @inlinable
    public static var slack: Int { 32 }

    /// Copies `count` bytes; up to 16 of them are one load and one store of 16 bytes.
    ///
    /// - Precondition: where `count` is at most 16, 16 bytes can be read and written.
    /// - Complexity: O(`count`).
    @inlinable @inline(__always)
    public static func copy(_ from: UnsafePointer<UInt8>, _ count: Int, to: UnsafeMutablePointer<UInt8>) {
        if count <= 16 {
            ck_copy16(to, from)
        } else {
            to.update(from: from, count: count)
        }
    }

    /// Copies `count` bytes; up to 32 of them are two loads and two stores of 16 bytes.
    ///
    /// - Precondition: `readable` bytes can be read, and `count` plus `slack` written.
    /// - Complexity: O(`count`).
    @inlinable @inline(__always)
    public static func copy(
        _ from: UnsafePointer<UInt8>, _ count: Int, readable: Int, to: UnsafeMutablePointer<UInt8>
    ) {
        if count <= 32 && readable >= 32 {
            ck_copy16(to, from)
            ck_copy16(to + 16, from + 16)
        } else {
            to.update(from: from, count: count)
        }
    }
}
